import { Correct, EndDialog, Help, NoteDialog, ThemeDialog } from './dialogs';
import { AgendaDialog, Invite, Menu, People } from './menu';
import { follow, type Over, type OverProps } from './over';

/** The one dialog that is open. */
export function OverThePad(props: OverProps & { over: Over }) {
  const { meeting, over, setOver, codes, all, live } = props;
  const { pad, room } = meeting;
  const close = () => setOver(null);
  switch (over.kind) {
    case 'menu':
      return <Menu meeting={meeting} live={live} close={close} ask={(what) => follow(what, props)} />;
    case 'help':
      return <Help close={close} />;
    case 'note':
      return <NoteDialog close={close} keep={(text) => pad.note(text, over.at)} />;
    case 'theme': {
      const known = new Set<string>();
      for (const mark of room.view.value?.items('mark') ?? [])
        if (mark.kind === 'theme' && mark.label) known.add(mark.label);
      return <ThemeDialog close={close} known={[...known]} mark={(label) => pad.theme(label, over.at)} />;
    }
    case 'people':
      return <People meeting={meeting} close={close} />;
    case 'agenda':
      return <AgendaDialog meeting={meeting} close={close} />;
    case 'invite':
      return <Invite meeting={meeting} close={close} />;
    case 'end':
      return <EndDialog close={close} end={() => meeting.halt('ended')} />;
    case 'correct':
      return (
        <Correct
          turn={over.turn}
          people={room.view.value?.participants() ?? []}
          codes={codes}
          all={all}
          close={close}
          save={(to) => pad.correct(over.turn, to)}
          takeOut={() => pad.takeOut(over.turn.id)}
        />
      );
  }
}
