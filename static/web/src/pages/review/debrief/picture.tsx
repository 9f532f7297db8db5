import { debriefWords } from './debrief-messages';
import { Chain, Word } from './parts';
import type { Scene } from './scenes';
import type { Talk } from './talk';

/** The moments of a pattern or loop: each a row of signs, with what ended it; without who. */
export function Picture({ talk, otherwise }: { talk: Talk; otherwise: boolean }) {
  const w = debriefWords.value.picture;
  const scenes = talk.scenes.value;
  if (!scenes) return null;
  const rows = otherwise ? scenes.otherwise : scenes.usual;
  const total = otherwise ? scenes.otherwiseTotal : scenes.total;
  const ends = !otherwise && rows.some((r) => r.ended !== undefined);
  const lengths = rows.map((r) => r.words.length + (r.ended === undefined ? 0 : 1));
  const chain = otherwise ? [] : scenes.chain;
  const said = new Set(chain.map((c) => c.code));
  const words = new Set(rows.flatMap((r) => [...r.words, ...(r.ended === undefined ? [] : [r.ended])]));
  const others = [...words].filter((id) => !said.has(id));
  return (
    <figure class="scenes" style={{ '--beads': String(Math.max(1, ...lengths)) }}>
      {chain.length > 0 && <Chain talk={talk} />}
      <ol>
        {rows.map((r, i) => (
          <Row key={i} talk={talk} scene={r} />
        ))}
        {total > rows.length && <li class="quiet">{w.more(total - rows.length)}</li>}
      </ol>
      {others.length > 0 && (
        <figcaption class="signs">
          {ends && <span class="quiet">{w.ended}</span>}
          {others.map((id) => (
            <Word key={id} talk={talk} id={id} />
          ))}
        </figcaption>
      )}
    </figure>
  );
}

function Row({ talk, scene }: { talk: Talk; scene: Scene }) {
  const w = debriefWords.value.picture;
  return (
    <li>
      <span class="beads">
        {scene.words.map((id, i) => (
          <Word key={`${i} ${id}`} talk={talk} id={id} bare />
        ))}
        {scene.ended !== undefined && (
          <span class="ended">
            <span class="hidden">{w.ended} </span>
            <Word talk={talk} id={scene.ended} bare />
          </span>
        )}
      </span>
    </li>
  );
}
