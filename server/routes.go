package server

import (
	"net/http"

	"kompas/analysis"
	"kompas/observe"
	"kompas/server/api"
)

// routes is the whole surface but the page.
func routes() []route {
	const (
		get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete

		sessions   = apiBase + "/sessions"
		session    = sessions + "/{id}"
		team       = apiBase + "/teams/{id}"
		codebook   = apiBase + "/codebooks/{id}"
		invitation = session + "/invitations/{iid}"
	)
	paging := []param{
		{name: "limit", doc: "How many at most", schema: schema{"type": "integer", "minimum": 1, "maximum": maxLimit, "default": defaultLimit}},
		{name: "after", doc: "The value of next of the part before", schema: schema{"type": "string"}},
	}
	file := param{name: "format", doc: "Of the file", schema: schema{"type": "string", "enum": []string{"jsonl", "csv"}}, required: true}
	flag := func(name, doc string) param { return param{name: name, doc: doc, schema: schema{"type": "boolean"}} }
	text := func(name, doc string) param { return param{name: name, doc: doc, schema: schema{"type": "string"}} }
	ok := func(body any) []answer { return []answer{{status: http.StatusOK, body: body}} }
	created := func(body any) []answer { return []answer{{status: http.StatusCreated, body: body}} }
	none := []answer{{status: http.StatusNoContent}}

	return []route{
		{method: post, path: sessions, id: "createSession", summary: "Make a session", auth: ownerOnly,
			doc:  "With an id the same request can be sent again: 200, and the session is made once. With other content than was first sent: 409.",
			body: api.NewSession{}, conflicts: true, do: createSession,
			answers: []answer{{status: http.StatusCreated, body: api.Session{}}, {status: http.StatusOK, body: api.Session{}, doc: "It was made before by the same request"}}},
		{method: get, path: sessions, id: "listSessions", summary: "Sessions, newest first", auth: signedIn,
			doc:   "Those that the caller may know of. A part may be shorter than asked for; the last one has no next.",
			query: append([]param{text("team", "Only those of this team")}, paging...), answers: ok(api.SessionPage{}), do: listSessions},
		{method: get, path: session, id: "readSession", summary: "One session", auth: signedIn,
			answers: ok(api.Session{}), do: readSession},
		{method: patch, path: session, id: "changeSession", summary: "Change a session", auth: signedIn,
			doc:  "For the owner. Only what is given changes. After the first interaction another coding is 409.",
			body: api.SessionPatch{}, conflicts: true, answers: ok(api.Session{}), do: patchSession},
		{method: del, path: session, id: "deleteSession", summary: "Delete a session, without a trace", auth: signedIn,
			doc: "For the owner. Live connections are closed with 4409.", answers: none, do: deleteSession},
		{method: get, path: session + "/live", id: "live", summary: "The live connection of a session", auth: public,
			doc: "A WebSocket with the subprotocol kompas.v1; text frames, each one JSON object. The server sends what ServerMessage describes, the client Append. A wrong Origin is 403; all else is upgraded, and refused by a close code. Beyond so many connections of one grant, or from one address, it is 1013, with when to come again.",
			query: []param{
				{name: "since", doc: "Number of the last entry that the client has", schema: schema{"type": "integer", "minimum": 0, "default": 0}},
				text("view", "The view of the welcome that the client has its entries from"),
				flag("changes", "Have session and presence tell what changed, and not all that there is"),
			},
			answers: []answer{{status: http.StatusSwitchingProtocols, doc: "Upgraded"},
				{status: http.StatusBadRequest, body: api.Problem{}, media: "application/problem+json", doc: "No request for a WebSocket"}}},
		{method: get, path: session + "/log", id: "readLog", summary: "The entries of a session, one a line", auth: signedIn,
			query:   []param{{name: "since", doc: "Number of the last entry not to send", schema: schema{"type": "integer", "minimum": 0, "default": 0}}},
			answers: []answer{{status: http.StatusOK, body: api.StoredEntry{}, media: mediaLines, doc: "Each line is one entry"}}, do: readLog},
		{method: post, path: session + "/entries", id: "append", summary: "Append entries", auth: signedIn,
			doc:  "As over a live connection: each entry is answered, in order; an entry that is stored is on disk. As application/x-ndjson the body is a file with one entry a line, as the pad saves what was not sent: up to 10 000 lines within the size of a body. Who sends more than the rate of a live connection waits for the answer; when it is much more, nothing is stored: 429, and Retry-After says when to send it again.",
			body: api.NewEntries{}, raw: []string{mediaLines}, paced: true, answers: ok(api.Answers{}), do: appendEntries},
		{method: post, path: sessions + "/import", id: "importSession", summary: "Import a file", auth: ownerOnly,
			doc: "All or nothing. Where the session of the file is there already and its log begins with that of the file, nothing changes: 200; where it does not: 409.",
			query: []param{file, text("title", "Of the session; absent: as in the file, or made from its name"),
				text("codebook", "CSV: id of the codebook that its tags are added to; absent: three-k"),
				flag("as_new", "Give the session a new id")},
			raw: []string{mediaLines, mediaCSV, mediaFile}, conflicts: true, do: importSession,
			answers: []answer{{status: http.StatusCreated, body: api.Import{}}, {status: http.StatusOK, body: api.Import{}, doc: "Nothing changed"}}},
		{method: get, path: session + "/export", id: "exportSession", summary: "A session as a file", auth: signedIn,
			doc:   "It holds what the caller may see of the log.",
			query: []param{file, flag("anonymous", "Without names, under new ids")}, do: exportSession,
			answers: []answer{
				{status: http.StatusOK, media: mediaLines, doc: "A Kompas log: the first line is the session, each other line an entry"},
				{status: http.StatusOK, media: mediaCSV, doc: "A table of the turns"}}},
		{method: get, path: session + "/analysis", id: "readAnalysis", summary: "What is computed of a session", auth: signedIn,
			doc:   "Of the turns that the caller may count. A leader reads about the team and about themself: lists of persons hold nobody else, lists of evidence nothing, times are moved out to full five minutes, and codes that tell persons apart are 403. Not for participants. An analysis that takes too long is 503.",
			query: analysisParams(), answers: ok(analysis.Result{}), do: readAnalysis},
		{method: get, path: session + "/agreement", id: "readAgreement", summary: "Where two observers of a session saw the same", auth: signedIn,
			doc:   "Until the owner reveals a session that is coded independently, for the owner only. Not for leaders and participants: it tells on persons.",
			query: agreementParams(), answers: ok(analysis.Agreement{}), do: readAgreement},
		{method: get, path: session + "/charts", id: "listCharts", summary: "The charts of a session", auth: signedIn,
			doc: "In the order of a page; that of two observers, agreement, where they coded independently and the caller may compare them. Not for leaders and participants.", query: chartParams(), answers: ok(api.ChartPage{}), do: listCharts},
		{method: get, path: session + "/charts/{name}", id: "readChart", summary: "One chart, as an option of ECharts", auth: signedIn,
			doc:   "Not for leaders and participants. Beside what ECharts reads there is a member kompas: title, subtitle, note, a table that says the same as the picture, and the moments behind its parts. The chart agreement takes a, b and window_ms of the agreement, and of the others only lang and theme.",
			query: append(chartParams(), agreementParams()...), answers: ok(api.Chart{}), do: readChart},
		{method: get, path: session + "/findings", id: "readFindings", summary: "What was found in a session, in words", auth: signedIn,
			doc:   "Not for leaders and participants. Every sentence that states a finding has its moments.",
			query: findingParams(), answers: ok(api.Findings{}), do: readFindings},

		{method: post, path: session + "/invitations", id: "invite", summary: "Make an invitation", auth: signedIn,
			doc:  "For the owner. The address holds the token, which is told only here.",
			body: api.NewInvitation{}, answers: created(api.NewLink{}), do: createInvitation},
		{method: get, path: session + "/invitations", id: "listInvitations", summary: "The invitations that open a session, newest first", auth: signedIn,
			doc: "For the owner. Those for the session's team are among them.", query: paging, answers: ok(api.InvitationPage{}), do: listInvitations},
		{method: del, path: invitation, id: "revokeInvitation", summary: "Revoke an invitation", auth: signedIn,
			doc: "For the owner. What it gave ends at once: live connections are closed with 4401, requests under way are answered with 401, or cut where the answer has begun.", answers: none, do: revokeInvitation},
		{method: post, path: apiBase + "/join", id: "join", summary: "Take up an invitation", auth: public, attempts: true,
			doc:  "With the server's own Origin it also sets the session cookie; of several at once in one browser, the first does. A browser that joined before with the same invitation is the same observer, and spends nothing; an owner's browser stays the owner, and spends nothing. A token that is wrong, expired, revoked or used up is 404, all alike.",
			body: api.Join{}, answers: ok(api.Joined{}), do: join},
		{method: get, path: apiBase + "/me", id: "me", summary: "Who asks", auth: signedIn, answers: ok(api.Me{}), do: me},
		{method: post, path: apiBase + "/signin", id: "signIn", summary: "Sign a browser in as the owner", auth: public, attempts: true,
			doc: "Sets the session cookie. A token that is wrong, expired or spent is 404.", body: api.Token{}, answers: none, do: signin},
		{method: post, path: apiBase + "/signout", id: "signOut", summary: "Sign this browser out", auth: signedIn,
			doc: "Its live connections are closed with 4401, its requests under way are answered with 401, or cut where the answer has begun. A bearer token cannot sign out: 403.", answers: none, do: signout},
		{method: post, path: apiBase + "/signin-links", id: "makeSignInLink", summary: "Make a sign-in link for another browser of the owner", auth: ownerOnly,
			doc: "It is valid for ten minutes and one browser.", answers: created(api.Link{}), do: createSigninLink},

		{method: post, path: apiBase + "/teams", id: "createTeam", summary: "Make a team", auth: ownerOnly,
			body: api.NewTeam{}, conflicts: true, answers: created(api.Team{}), do: createTeam},
		{method: get, path: apiBase + "/teams", id: "listTeams", summary: "Teams", auth: ownerOnly,
			query: paging, answers: ok(api.TeamPage{}), do: listTeams},
		{method: get, path: team, id: "readTeam", summary: "One team", auth: ownerOnly, answers: ok(api.Team{}), do: readTeam},
		{method: put, path: team, id: "replaceTeam", summary: "Replace a team", auth: ownerOnly,
			body: api.NewTeam{}, conflicts: true, answers: ok(api.Team{}), do: putTeam},
		{method: patch, path: team, id: "changeTeam", summary: "Change a team", auth: ownerOnly, doc: "Only what is given changes.",
			body: api.NewTeam{}, partial: "TeamPatch", conflicts: true, answers: ok(api.Team{}), do: patchTeam},
		{method: del, path: team, id: "deleteTeam", summary: "Delete a team", auth: ownerOnly,
			doc: "Its sessions stay; invitations for the team end.", conflicts: true, answers: none, do: deleteTeam},
		{method: get, path: team + "/trends", id: "readTrends", summary: "A figure of a team over its meetings", auth: signedIn,
			doc:   "Of the latest hundred meetings, those without turns left out. For the owner, and for who is invited to all meetings of the team, but not for participants; each meeting as the caller may count it. It tells on the team only. Where an experiment of the team is about the measure, its meetings are held against those before. Loops and patterns have their moments in each meeting; a leader is told how many, and not which.",
			query: append(trendParams(), langParam()), answers: ok(api.Trends{}), do: readTrends},
		{method: get, path: team + "/charts/trends", id: "readTrendsChart", summary: "The same as a chart", auth: signedIn,
			doc:   "As the charts of a session are. Its points are those of the trends, in order.",
			query: append(trendParams(), lookParams()...), answers: ok(api.Chart{}), do: readTrendsChart},

		{method: post, path: apiBase + "/codebooks", id: "createCodebook", summary: "Make a codebook", auth: ownerOnly,
			body: observe.Codebook{}, conflicts: true, answers: created(observe.Codebook{}), do: createCodebook},
		{method: get, path: apiBase + "/codebooks", id: "listCodebooks", summary: "Codebooks: those of Kompas, then your own", auth: signedIn,
			query: paging, answers: ok(api.CodebookPage{}), do: listCodebooks},
		{method: get, path: codebook, id: "readCodebook", summary: "One codebook", auth: signedIn, answers: ok(observe.Codebook{}), do: readCodebook},
		{method: put, path: codebook, id: "replaceCodebook", summary: "Replace a codebook", auth: ownerOnly,
			doc:  "Sessions keep the codebook that they were made with. One of Kompas cannot be changed: 403.",
			body: observe.Codebook{}, conflicts: true, answers: ok(observe.Codebook{}), do: putCodebook},
		{method: patch, path: codebook, id: "changeCodebook", summary: "Change a codebook", auth: ownerOnly, doc: "Only what is given changes.",
			body: observe.Codebook{}, partial: "CodebookPatch", conflicts: true, answers: ok(observe.Codebook{}), do: patchCodebook},
		{method: del, path: codebook, id: "deleteCodebook", summary: "Delete a codebook", auth: ownerOnly, conflicts: true, answers: none, do: deleteCodebook},

		{method: get, path: apiBase + "/backup", id: "backup", summary: "A consistent copy of all data", auth: ownerOnly,
			doc: "Put it as kompas.db into an empty data folder to restore it. It is the whole data file: it also holds, readable for " +
				"whoever has it, what only its author may see by any other route (private notes, compass, journal). Keep it like the data folder.",
			answers: []answer{{status: http.StatusOK, media: mediaFile, doc: "A data file"}}, do: backup},
		{method: get, path: apiBase + "/openapi.json", id: "openapi", summary: "This document", auth: public,
			answers: ok(api.Document{}), do: readOpenAPI},
		{method: get, path: "/healthz", id: "healthz", summary: "Whether the server runs", auth: public, answers: ok(api.Status{}), do: healthz},
		{method: get, path: "/readyz", id: "readyz", summary: "Whether the store can be read and written", auth: public, answers: ok(api.Status{}), do: readyz},
		{method: get, path: "/metrics", id: "metrics", summary: "Figures for Prometheus", auth: ownerOnly,
			answers: []answer{{status: http.StatusOK, media: "text/plain", doc: "Text format of Prometheus"}}, do: readMetrics},
	}
}
