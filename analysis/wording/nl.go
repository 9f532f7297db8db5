package wording

func dutch() *Texts {
	return &Texts{
		Lang: "nl", decimal: ",",
		oneTurn: "1 beurt", manyTurns: "%d beurten", onePair: "1 paar beurten", manyPairs: "%d paren van beurten",
		once: "één keer", often: "%d keer",

		Group: "de groep", Somebody: "iemand",
		NoTurns:      "Nog geen beurten. Hier komt te staan wie op wie reageert.",
		NoDraws:      "Voor kringlopen is meer nodig dan tellen: een overleg wordt vergeleken met geschudde versies van zichzelf. Dat is hier niet gedaan.",
		NoLoop:       "Er is geen kringloop gevonden. Dat is de gewone uitkomst van één overleg.",
		TooManyCodes: "%d soorten beurten zijn te veel voor een tabel om naar te kijken. Kies woorden of families.",
		LinkMore:     "‘%s’ werd vaker gevolgd door ‘%s’", LinkLess: "‘%s’ werd minder vaak gevolgd door ‘%s’: wat er in de plaats kwam",

		Codes: map[string]string{"*": "de groep", "opens": "nodigt meestal uit", "closes": "zet meestal vast", "neutral": "geen van beide",
			"leader": "leider", "member": "lid", "facilitator": "begeleider", "guest": "gast"},
		Shifts: map[string]string{
			"AB-BA": "A tot B, dan B tot A", "AB-B0": "A tot B, dan B tot de groep", "AB-BY": "A tot B, dan B tot iemand anders",
			"A0-X0": "A tot de groep, dan een ander tot de groep", "A0-XA": "A tot de groep, dan een ander tot A",
			"A0-XY": "A tot de groep, dan een ander tot een derde",
			"AB-X0": "A tot B, dan een ander tot de groep", "AB-XA": "A tot B, dan een ander tot A", "AB-XB": "A tot B, dan een ander tot B", "AB-XY": "A tot B, dan een ander tot iemand anders",
			"A0-AY": "A tot de groep, dan A tot één persoon", "AB-A0": "A tot B, dan A tot de groep", "AB-AY": "A tot B, dan A tot iemand anders",
		},
		Outcomes: map[string]string{"opens": "kwam er iets dat uitnodigt", "closes": "kwam er iets dat vastzet",
			"new_voice": "kwam er een nieuwe stem bij", "to_leader": "keerde iemand zich naar de leider", "silence": "kwam er een lange stilte"},
	}
}
