// Package trends follows a team over its meetings.
//
//   - [FollowMeasure] follows one figure: its value in each meeting with an
//     interval, how it goes over all of them, and whether it moved. measure.go has
//     the figures that can be followed.
//   - [FindOver] finds loops that come back in several meetings, and what follows
//     what over the meetings taken together.
//
// docs/analysis.md has the definitions with their sources.
package trends
