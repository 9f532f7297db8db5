package server

import (
	"net/http"

	"kompas/analysis"
	"kompas/analysis/agreement"
	"kompas/observe"
	"kompas/server/api"
	"kompas/server/describe"
)

// routes returns all routes of the server; all other addresses are those of the page.
func routes() []route {
	type op = describe.Operation
	const (
		get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete

		sessions   = apiBase + "/sessions"
		session    = sessions + "/{id}"
		team       = apiBase + "/teams/{id}"
		codebook   = apiBase + "/codebooks/{id}"
		invitation = session + "/invitations/{iid}"
	)
	paging := []describe.Param{
		{Name: "limit", Doc: "How many at most", Schema: describe.Schema{"type": "integer", "minimum": 1, "maximum": api.MaxList, "default": api.DefaultList}},
		{Name: "after", Doc: "The value of next of the part before", Schema: describe.Schema{"type": "string"}},
	}
	file := describe.Param{Name: "format", Doc: "Of the file", Schema: describe.Schema{"type": "string", "enum": []string{"jsonl", "csv"}}, Required: true}
	flag := func(name, doc string) describe.Param {
		return describe.Param{Name: name, Doc: doc, Schema: describe.Schema{"type": "boolean"}}
	}
	text := func(name, doc string) describe.Param {
		return describe.Param{Name: name, Doc: doc, Schema: describe.Schema{"type": "string"}}
	}
	ok := func(body any) []describe.Answer { return []describe.Answer{{Status: http.StatusOK, Body: body}} }
	created := func(body any) []describe.Answer { return []describe.Answer{{Status: http.StatusCreated, Body: body}} }
	none := []describe.Answer{{Status: http.StatusNoContent}}

	return []route{
		{op{Method: post, Path: sessions, ID: "createSession", Summary: "Make a session", Auth: describe.OwnerOnly,
			Doc:  "With an id the same request can be sent again: 200, and the session is made once. With other content than was first sent: 409.",
			Body: api.NewSession{}, Conflicts: true,
			Answers: []describe.Answer{{Status: http.StatusCreated, Body: api.Session{}}, {Status: http.StatusOK, Body: api.Session{}, Doc: "It was made before by the same request"}}}, createSession},
		{op{Method: get, Path: sessions, ID: "listSessions", Summary: "Sessions, newest first", Auth: describe.SignedIn,
			Doc:   "Those that the caller may know of. A part may be shorter than asked for; the last one has no next.",
			Query: append([]describe.Param{text("team", "Only those of this team")}, paging...), Answers: ok(api.SessionPage{})}, listSessions},
		{op{Method: get, Path: session, ID: "readSession", Summary: "One session", Auth: describe.SignedIn,
			Answers: ok(api.Session{})}, readSession},
		{op{Method: patch, Path: session, ID: "changeSession", Summary: "Change a session", Auth: describe.SignedIn,
			Doc:  "For the owner. Only what is given changes. After the first interaction another coding is 409.",
			Body: api.SessionPatch{}, Conflicts: true, Answers: ok(api.Session{})}, patchSession},
		{op{Method: del, Path: session, ID: "deleteSession", Summary: "Delete a session, without a trace", Auth: describe.SignedIn,
			Doc: "For the owner. Live connections are closed with 4409.", Answers: none}, deleteSession},
		{op{Method: get, Path: session + "/live", ID: "live", Summary: "The live connection of a session", Auth: describe.Public,
			Doc: "A WebSocket with the subprotocol kompas.v1; text frames, each one JSON object. The server sends what ServerMessage describes, the client Append. A wrong Origin is 403; all else is upgraded, and refused by a close code. Beyond so many connections of one grant, or from one address, it is 1013, with when to come again.",
			Query: []describe.Param{
				{Name: "since", Doc: "Number of the last entry that the client has", Schema: describe.Schema{"type": "integer", "minimum": 0, "default": 0}},
				text("view", "The view of the welcome that the client has its entries from"),
				flag("changes", "Have session and presence tell what changed, and not all that there is"),
				flag("mirror", "This page shows the mirror, if it is on, for who may see it; presence tells the others"),
			},
			Answers: []describe.Answer{{Status: http.StatusSwitchingProtocols, Doc: "Upgraded"},
				{Status: http.StatusBadRequest, Body: api.Problem{}, Media: "application/problem+json", Doc: "No request for a WebSocket"}}}, nil},
		{op{Method: get, Path: session + "/log", ID: "readLog", Summary: "The entries of a session, one a line", Auth: describe.SignedIn,
			Query:   []describe.Param{{Name: "since", Doc: "Number of the last entry not to send", Schema: describe.Schema{"type": "integer", "minimum": 0, "default": 0}}},
			Answers: []describe.Answer{{Status: http.StatusOK, Body: api.StoredEntry{}, Media: mediaLines, Doc: "Each line is one entry"}}}, readLog},
		{op{Method: post, Path: session + "/entries", ID: "append", Summary: "Append entries", Auth: describe.SignedIn,
			Doc:  "As over a live connection: each entry is answered, in order; an entry that is stored is on disk. As application/x-ndjson the body is a file with one entry a line, as the pad saves what was not sent: up to 10 000 lines within the size of a body. Who sends more than the rate of a live connection waits for the answer; when it is much more, nothing is stored: 429, and Retry-After says when to send it again.",
			Body: api.NewEntries{}, Raw: []string{mediaLines}, Paced: true, Answers: ok(api.Answers{})}, appendEntries},
		{op{Method: post, Path: sessions + "/import", ID: "importSession", Summary: "Import a file", Auth: describe.OwnerOnly,
			Doc: "All or nothing. Where the session of the file is there already and its log begins with that of the file, nothing changes, nor does its debrief: 200; where it does not: 409.",
			Query: []describe.Param{file, text("title", "Of the session; absent: as in the file, or made from its name"),
				text("codebook", "CSV: id of the codebook that its tags are added to; absent: three-k"),
				flag("as_new", "Give the session a new id")},
			Raw: []string{mediaLines, mediaCSV, mediaFile}, Conflicts: true,
			Answers: []describe.Answer{{Status: http.StatusCreated, Body: api.Import{}}, {Status: http.StatusOK, Body: api.Import{}, Doc: "Nothing changed"}}}, importSession},
		{op{Method: get, Path: session + "/export", ID: "exportSession", Summary: "A session as a file", Auth: describe.SignedIn,
			Doc:   "It holds what the caller may see of the log; the owner's log file has the debrief too, unless it is without names.",
			Query: []describe.Param{file, flag("anonymous", "Without names, under new ids")},
			Answers: []describe.Answer{
				{Status: http.StatusOK, Media: mediaLines, Doc: "A Kompas log: the first line is the session, each other line an entry"},
				{Status: http.StatusOK, Media: mediaCSV, Doc: "A table of the turns"}}}, exportSession},
		{op{Method: get, Path: session + "/analysis", ID: "readAnalysis", Summary: "What is computed of a session", Auth: describe.SignedIn,
			Doc:   "Of the turns that the caller may count. A leader reads about the team and about themself: lists of persons hold nobody else, lists of evidence nothing, times are moved out to full five minutes, and codes that tell persons apart are 403. Not for participants. An analysis that takes too long is 503.",
			Query: analysisParams(), Answers: ok(analysis.Result{})}, readAnalysis},
		{op{Method: get, Path: session + "/agreement", ID: "readAgreement", Summary: "Where two observers of a session saw the same", Auth: describe.SignedIn,
			Doc:   "Until the owner reveals a session that is coded independently, for the owner only. Not for leaders and participants: it tells on persons. Of a meeting that was noted on paper 409: turns are compared by their times.",
			Query: agreementParams(), Conflicts: true, Answers: ok(agreement.Agreement{})}, readAgreement},
		{op{Method: get, Path: session + "/charts", ID: "listCharts", Summary: "The charts of a session", Auth: describe.SignedIn,
			Doc: "In the order of a page; that of two observers, agreement, where they coded independently, by the clock, and the caller may compare them. Not for leaders and participants.", Query: chartParams(), Answers: ok(api.ChartPage{})}, listCharts},
		{op{Method: get, Path: session + "/charts/{name}", ID: "readChart", Summary: "One chart, as an option of ECharts", Auth: describe.SignedIn,
			Doc:   "Not for leaders and participants. Beside what ECharts reads there is a member kompas: title, subtitle, note, a table that says the same as the picture, and the moments behind its parts. The chart agreement takes a, b and window_ms of the agreement, and of the others only lang and theme; of a meeting that was noted on paper there is none: 409.",
			Query: append(chartParams(), agreementParams()...), Conflicts: true, Answers: ok(api.Chart{})}, readChart},
		{op{Method: get, Path: session + "/findings", ID: "readFindings", Summary: "What was found in a session, in words", Auth: describe.SignedIn,
			Doc:   "Not for leaders and participants. Every sentence that states a finding has its moments.",
			Query: findingParams(), Answers: ok(api.Findings{})}, readFindings},
		{op{Method: get, Path: session + "/report", ID: "readReport", Summary: "What a session had to tell, as one HTML file", Auth: describe.SignedIn,
			Doc: "Not for leaders and participants. The file needs no network. It tells what the debrief chose (to viewers once that was shown), and what is proposed where nothing was chosen. Names, shared notes and charts of persons are left out unless they are asked for.",
			Query: []describe.Param{langParam(), flag("anonymous", "No names, notes, title, date, nor texts that somebody wrote, whatever else is asked for; always so for who sees no names"),
				flag("names", "With the names of persons"), flag("notes", "With the shared notes"), flag("persons", "With charts of persons")},
			Answers: []describe.Answer{{Status: http.StatusOK, Media: mediaHTML, Doc: "A file to keep, to read and to print"}}}, readReport},

		{op{Method: get, Path: session + "/debrief", ID: "readDebrief", Summary: "What is chosen of a session to be told, and what the team tries", Auth: describe.SignedIn,
			Doc:       "For the owner and observers, where nobody wrote one {}. Viewers read it once it has been shown, without aside, and before that get a 403 of type urn:kompas:problem:not-shown; without names they read no texts that somebody wrote. Not for leaders and participants.",
			Versioned: true, Answers: ok(api.DebriefAnswer{})}, readDebrief},
		{op{Method: put, Path: session + "/debrief", ID: "replaceDebrief", Summary: "Replace the debrief of a session", Auth: describe.SignedIn,
			Doc: "For the owner and observers, also while the session is locked. With shown the team is shown it: from then on viewers read it. If-Match names what is replaced; without it: 428. Where that has changed: 412 with the present one, unless the present one is what was sent: then the request is one that was sent again, and is answered like the first time. " +
				"The experiment is added to those of the session's team, or changed there where this debrief brought it; the words of another one of the team cannot be changed here, also not by the owner: 422. Taken out of the debrief, or replaced by one with another id, it is taken from the team too, unless another meeting has begun since, or the team has said more of it. Of what one debrief brought a team keeps 5 at most: 507.",
			Body: api.NewDebrief{}, Versioned: true,
			Answers: append(ok(api.DebriefAnswer{}), describe.Answer{Status: http.StatusPreconditionFailed, Body: api.DebriefChanged{}, Media: "application/problem+json"})}, putDebrief},

		{op{Method: get, Path: session + "/preview", ID: "readPreview", Summary: "What concerns a leader or participant, before the debrief is shown", Auth: describe.SignedIn,
			Doc:   "For leaders and participants. Their own turns, and what they may be told of the team: nothing before five people have spoken and the meeting has ended, and never what another person did.",
			Query: []describe.Param{langParam()}, Answers: ok(api.Preview{})}, readPreview},
		{op{Method: post, Path: session + "/preview/held-back", ID: "holdBack", Summary: "Leave a finding or a fragment out of the debrief, or take that back", Auth: describe.SignedIn,
			Doc:  "For leaders and participants, of what their preview shows. It is left out for everybody, and nobody is told who asked.",
			Body: api.HoldBack{}, Answers: none}, holdBack},
		{op{Method: post, Path: session + "/preview/seen", ID: "notePreviewSeen", Summary: "Note that one has seen the preview", Auth: describe.SignedIn,
			Doc: "For leaders and participants. From three people on, the owner and observers are told in the debrief that somebody asked to leave something out.", Answers: none}, notePreviewSeen},

		{op{Method: post, Path: session + "/invitations", ID: "invite", Summary: "Make an invitation", Auth: describe.SignedIn,
			Doc:  "For the owner. The address holds the token, which is told only here.",
			Body: api.NewInvitation{}, Answers: created(api.NewLink{})}, createInvitation},
		{op{Method: get, Path: session + "/invitations", ID: "listInvitations", Summary: "The invitations that open a session, newest first", Auth: describe.SignedIn,
			Doc: "For the owner. Those for the session's team are among them.", Query: paging, Answers: ok(api.InvitationPage{})}, listInvitations},
		{op{Method: del, Path: invitation, ID: "revokeInvitation", Summary: "Revoke an invitation", Auth: describe.SignedIn,
			Doc: "For the owner. What it gave ends at once: live connections are closed with 4401, requests under way are answered with 401, or cut where the answer has begun.", Answers: none}, revokeInvitation},
		{op{Method: post, Path: apiBase + "/join", ID: "join", Summary: "Take up an invitation", Auth: describe.Public, Attempts: true,
			Doc:  "With the server's own Origin it also sets the session cookie; of several at once in one browser, the first does. A browser that joined before with the same invitation is the same observer, and spends nothing; an owner's browser stays the owner, and spends nothing. A token that is wrong, expired, revoked or used up is 404, all alike.",
			Body: api.Join{}, Answers: ok(api.Joined{})}, join},
		{op{Method: get, Path: apiBase + "/me", ID: "me", Summary: "Who asks", Auth: describe.SignedIn, Answers: ok(api.Me{})}, me},
		{op{Method: post, Path: apiBase + "/signin", ID: "signIn", Summary: "Sign a browser in as the owner", Auth: describe.Public, Attempts: true,
			Doc: "Sets the session cookie. A token that is wrong, expired or spent is 404.", Body: api.Token{}, Answers: none}, signin},
		{op{Method: post, Path: apiBase + "/signout", ID: "signOut", Summary: "Sign this browser out", Auth: describe.SignedIn,
			Doc: "Its live connections are closed with 4401, its requests under way are answered with 401, or cut where the answer has begun. A bearer token cannot sign out: 403.", Answers: none}, signout},
		{op{Method: post, Path: apiBase + "/signin-links", ID: "makeSignInLink", Summary: "Make a sign-in link for another browser of the owner", Auth: describe.OwnerOnly,
			Doc: "It is valid for ten minutes and one browser.", Answers: created(api.Link{})}, createSigninLink},

		{op{Method: post, Path: apiBase + "/teams", ID: "createTeam", Summary: "Make a team", Auth: describe.OwnerOnly,
			Body: api.NewTeam{}, Conflicts: true, Answers: created(api.Team{})}, createTeam},
		{op{Method: get, Path: apiBase + "/teams", ID: "listTeams", Summary: "Teams", Auth: describe.OwnerOnly,
			Query: paging, Answers: ok(api.TeamPage{})}, listTeams},
		{op{Method: get, Path: team, ID: "readTeam", Summary: "One team", Auth: describe.OwnerOnly, Answers: ok(api.Team{})}, readTeam},
		{op{Method: put, Path: team, ID: "replaceTeam", Summary: "Replace a team", Auth: describe.OwnerOnly,
			Body: api.NewTeam{}, Conflicts: true, Answers: ok(api.Team{})}, putTeam},
		{op{Method: patch, Path: team, ID: "changeTeam", Summary: "Change a team", Auth: describe.OwnerOnly, Doc: "Only what is given changes.",
			Body: api.NewTeam{}, Partial: "TeamPatch", Conflicts: true, Answers: ok(api.Team{})}, patchTeam},
		{op{Method: del, Path: team, ID: "deleteTeam", Summary: "Delete a team", Auth: describe.OwnerOnly,
			Doc: "Its sessions stay; invitations for the team end.", Conflicts: true, Answers: none}, deleteTeam},
		{op{Method: get, Path: team + "/trends", ID: "readTrends", Summary: "A figure of a team over its meetings", Auth: describe.SignedIn,
			Doc:   "Of the latest hundred meetings, those without turns left out. For the owner, and for who is invited to all meetings of the team, but not for participants; each meeting as the caller may count it. It tells on the team only. Where an experiment of the team is about the measure, its meetings are held against those before; what nobody wrote down before them is at most told to be outside of what was usual. Loops and patterns have their moments in each meeting; a leader is told how many, and not which.",
			Query: append(trendParams(), langParam()), Answers: ok(api.Trends{})}, readTrends},
		{op{Method: get, Path: team + "/charts/trends", ID: "readTrendsChart", Summary: "The same as a chart", Auth: describe.SignedIn,
			Doc:   "As the charts of a session are. Its points are those of the trends, in order.",
			Query: append(trendParams(), styleParams()...), Answers: ok(api.Chart{})}, readTrendsChart},

		{op{Method: post, Path: apiBase + "/codebooks", ID: "createCodebook", Summary: "Make a codebook", Auth: describe.OwnerOnly,
			Body: observe.Codebook{}, Conflicts: true, Answers: created(observe.Codebook{})}, createCodebook},
		{op{Method: get, Path: apiBase + "/codebooks", ID: "listCodebooks", Summary: "Codebooks: those of Kompas, then your own", Auth: describe.SignedIn,
			Query: paging, Answers: ok(api.CodebookPage{})}, listCodebooks},
		{op{Method: get, Path: codebook, ID: "readCodebook", Summary: "One codebook", Auth: describe.SignedIn, Answers: ok(observe.Codebook{})}, readCodebook},
		{op{Method: put, Path: codebook, ID: "replaceCodebook", Summary: "Replace a codebook", Auth: describe.OwnerOnly,
			Doc:  "Sessions keep the codebook that they were made with. One of Kompas cannot be changed: 403.",
			Body: observe.Codebook{}, Conflicts: true, Answers: ok(observe.Codebook{})}, putCodebook},
		{op{Method: patch, Path: codebook, ID: "changeCodebook", Summary: "Change a codebook", Auth: describe.OwnerOnly, Doc: "Only what is given changes.",
			Body: observe.Codebook{}, Partial: "CodebookPatch", Conflicts: true, Answers: ok(observe.Codebook{})}, patchCodebook},
		{op{Method: del, Path: codebook, ID: "deleteCodebook", Summary: "Delete a codebook", Auth: describe.OwnerOnly, Conflicts: true, Answers: none}, deleteCodebook},

		{op{Method: get, Path: apiBase + "/backup", ID: "backup", Summary: "A consistent copy of all data", Auth: describe.OwnerOnly,
			Doc: "Put it as kompas.db into an empty data folder to restore it. It is the whole data file: it also holds, readable for " +
				"whoever has it, what only its author may see by any other route (private notes, compass, journal). Keep it like the data folder.",
			Answers: []describe.Answer{{Status: http.StatusOK, Media: mediaFile, Doc: "A data file"}}}, backup},
		{op{Method: get, Path: apiBase + "/openapi.json", ID: "openapi", Summary: "This document", Auth: describe.Public,
			Answers: ok(api.Document{})}, readOpenAPI},
		{op{Method: get, Path: "/healthz", ID: "healthz", Summary: "Whether the server runs", Auth: describe.Public, Answers: ok(api.Status{})}, healthz},
		{op{Method: get, Path: "/readyz", ID: "readyz", Summary: "Whether the store can be read and written", Auth: describe.Public, Answers: ok(api.Status{})}, readyz},
		{op{Method: get, Path: "/metrics", ID: "metrics", Summary: "Figures for Prometheus", Auth: describe.OwnerOnly,
			Answers: []describe.Answer{{Status: http.StatusOK, Media: "text/plain", Doc: "Text format of Prometheus"}}}, readMetrics},
	}
}
