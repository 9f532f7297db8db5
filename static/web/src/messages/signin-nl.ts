import type { SigninMessages } from './signin-en';

/** The texts of signing in and of joining in Dutch. */
export const signinNl: SigninMessages = {
  signin: {
    failedTitle: 'Deze link werkt niet meer',
    failed:
      'Een aanmeldlink werkt één keer, binnen tien minuten. Start Kompas opnieuw voor een nieuwe, of maak er een bij de instellingen van een browser die is aangemeld.',
    missing: 'In dit adres staat geen aanmeldcode. Open de hele link die Kompas toonde.',
    home: 'Naar het begin',
  },
  join: {
    title: 'Je bent uitgenodigd',
    body: 'Het gaat om een overleg. De anderen zien je naam.',
    name: 'Hoe heet je?',
    submit: 'Meedoen',
    failedTitle: 'Deze uitnodiging werkt niet',
    failed: 'Misschien is zij verlopen, al gebruikt of ingetrokken. Vraag om een nieuwe.',
    missing: 'In dit adres staat geen uitnodiging. Open de hele link die je kreeg.',
    noMeeting: 'Je doet mee. Er is nog geen overleg; straks staat het op de beginpagina.',
  },
};
