import { CorrectDialog } from '../../../ui/correct-dialog';
import { begin, type DialogKind, type DialogProps, openFromMenu } from '../dialog-kind';
import { AgendaDialog } from './agenda';
import { InviteDialog } from './invite';
import { Menu } from './menu';
import { EndPaperDialog, MinutesDialog } from './minutes';
import { PeopleDialog } from './people';
import { EndDialog, HelpDialog, ThemeDialog } from './small-dialogs';

export { WordCard } from '../../../ui/word-card';

/** The dialog that is open, one of those whose code is loaded after the pad. */
export function DialogHost(props: DialogProps & { dialog: DialogKind }) {
  const { meeting, dialog, setDialog, codes, all, running } = props;
  const { pad, live } = meeting;
  const close = () => setDialog(null);
  switch (dialog.kind) {
    case 'menu':
      return (
        <Menu
          meeting={meeting}
          running={running}
          seats={props.places !== undefined}
          close={close}
          ask={(what) => openFromMenu(what, props)}
        />
      );
    case 'help':
      return <HelpDialog close={close} codes={codes} all={all} step={props.step} keys={props.keys} />;
    case 'theme': {
      const known = new Set<string>();
      for (const mark of live.fold.value?.ofType('mark') ?? [])
        if (mark.kind === 'theme' && mark.label) known.add(mark.label);
      return <ThemeDialog close={close} known={[...known]} mark={(label) => pad.theme(label, dialog.at)} />;
    }
    case 'people':
      return <PeopleDialog meeting={meeting} close={close} />;
    case 'agenda':
      return (
        <AgendaDialog meeting={meeting} begin={(next) => begin(meeting, next, setDialog)} close={close} />
      );
    case 'minutes':
      return <MinutesDialog meeting={meeting} next={dialog.next} close={close} />;
    case 'invite':
      return <InviteDialog meeting={meeting} close={close} />;
    case 'end':
      return live.fromPaper ? (
        <EndPaperDialog meeting={meeting} close={close} />
      ) : (
        <EndDialog meeting={meeting} close={close} />
      );
    case 'correct':
      return (
        <CorrectDialog
          turn={dialog.turn}
          people={live.fold.value?.participants() ?? []}
          codes={codes}
          all={all}
          timeless={live.fromPaper}
          close={close}
          save={(to) => pad.correct(dialog.turn, to)}
          takeOut={() => pad.takeOut(dialog.turn.id)}
        />
      );
  }
}
