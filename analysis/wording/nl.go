package wording

import "kompas/analysis/sequence"

func dutch() *Texts {
	return &Texts{
		Lang: "nl", decimal: ",",
		oneTurn: "1 beurt", manyTurns: "%d beurten", onePair: "1 paar beurten", manyPairs: "%d paren van beurten",
		once: "één keer", often: "%d keer",
		numbers: []string{"één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"},

		Group: "de groep", Somebody: "iemand",
		NoTurns:      "Nog geen beurten. Hier komt te staan wie op wie reageert.",
		NoDraws:      "Voor cirkels is meer nodig dan tellen: een overleg wordt vergeleken met wat je bij toeval zou verwachten. Dat is hier niet gedaan.",
		NoLoop:       "Er is geen cirkel gevonden. Dat is de gewone uitkomst van één overleg.",
		TooManyCodes: "%d soorten beurten zijn te veel voor een tabel om naar te kijken. Kies woorden of woordgroepen.",
		LinkMore:     "‘%s’ werd vaker gevolgd door ‘%s’", LinkLess: "‘%s’ werd minder vaak gevolgd door ‘%s’: wat er in de plaats kwam",
		OwnTurns: "Wat iemand zelf achter elkaar doet telt niet mee: dat is geen interactie.",

		drifts:  "Binnen de stukken waarin geschud is veranderde de mix van woorden (p = %s). Wat hier staat kan daar deels van komen. Markeer de agendapunten: dan wordt elk punt apart geschud.",
		steady:  "Binnen de stukken waarin geschud is was geen verandering te zien in de mix van woorden (p = %s).",
		orders:  "Cirkels van drie en vier: ook de beurt vóór de vorige zegt iets over wat er komt (p = %s). Zo’n cirkel kan meer zijn dan zijn losse stappen.",
		noOrder: "Cirkels van drie en vier: de beurt vóór de vorige voegt niets zichtbaars toe aan wat er komt (p = %s). Lees zo’n cirkel stap voor stap.",

		Codes: map[string]string{"*": "de groep", "opens": "opent vaak", "closes": "maakt vaak dicht", "neutral": "geen van beide",
			"leader": "leider", "member": "lid", "facilitator": "begeleider", "guest": "gast"},
		Shifts: map[string]string{
			"AB-BA": "B antwoordt A meteen", "AB-B0": "A reageert op B, B spreekt dan tegen allen", "AB-BY": "A reageert op B, B gaat in op C",
			"A0-X0": "A spreekt tegen allen, B ook", "A0-XA": "A spreekt tegen allen, B reageert op A",
			"A0-XY": "A spreekt tegen allen, B gaat in op C",
			"AB-X0": "A reageert op B, C spreekt tegen allen", "AB-XA": "C valt in en reageert op A", "AB-XB": "C valt in en reageert op B", "AB-XY": "A reageert op B, C gaat in op D",
			"A0-AY": "A spreekt tegen allen, en gaat dan in op B", "AB-A0": "A reageert op B, en spreekt dan tegen allen", "AB-AY": "A reageert op B, en gaat dan in op C",
		},
		Outcomes: map[string]string{"opens": "kwam er iets dat opent", "closes": "kwam er iets dat dichtmaakt",
			"new_voice": "kwam er een nieuwe stem bij", "to_leader": "keerde iemand zich naar de leider", "silence": "duurde het lang tot de volgende beurt"},
		Known: map[string]string{
			"defend-attack-spiral": "de spiraal van verdedigen en aanvallen", "complaint-circle": "de klaagcirkel",
			"steering-silence": "sturen, stilvallen, meer sturen", "judgement-defending": "oordelen, verdedigen, oordelen",
			"curiosity-sharing": "vragen, delen, vragen", "opposing-corrects-moving": "tegenspraak corrigeert het voorstel",
			"inquiry-calms-judgement": "vragen brengt het oordelen tot rust", "deciding-ends-circling": "de knoop doorhakken maakt een eind aan het rondgaan",
		},
		Explains: map[sequence.By]string{sequence.ByPersons: "dat past bij wie er sprak", sequence.ByOwn: "zo rijgt ieder de eigen beurten aaneen",
			sequence.ByTime: "dat past bij dat deel van het overleg"},
	}
}
