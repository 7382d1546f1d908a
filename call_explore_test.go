package freedompay

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// mode is how a command is given.
type mode int

const (
	withOwnID      mode = iota // the client makes the id
	withChosenID               // the caller chose it
	withoutID                  // an unprotected command
	sentAgain                  // a second process sends plainly what the first one may have sent
	resumedInDoubt             // a second process resumes it within Lateness
	resumedLater               // after Lateness
	resumedTooSoon             // after Lateness, and what is held is held for longer
	modes
)

var modeWords = [modes]string{
	"an id of the client", "an id of the caller", "no id", "a second process sends it plainly", "a second process resumes it",
	"a second process resumes it after Lateness", "a second process resumes it after Lateness, within which not all has arrived",
}

// explored is one run: a command in a world, and what its caller was told.
type explored struct {
	mode  mode
	world *world
	lag   int
	told  told
	later told // by Resume after Lateness, when told is unknown
	heard string
	freed bool // no earlier attempt or process can have left anything in doubt
}

// playOne plays one path of choices.
func playOne(c *choices, mode mode, rules func(situation) step, attempts int, story *strings.Builder) *explored {
	w := newWorld(c, mode != withoutID)
	w.story = story
	r := &explored{mode: mode, world: w, lag: w.lag}
	w.tell(atBank, "the command "+conditionWords[w.condition])
	if mode >= sentAgain {
		first := []event{lostBefore, lostAfter, held}[c.of(3)]
		w.deliver(first)
		w.tell(atClient, "the process ends, and another begins")
	}
	if mode == resumedLater {
		w.landAll()
		w.lag = 0
	}
	l := &life{
		rules: rules, attempts: attempts, world: w, chosen: mode == withChosenID || mode == sentAgain,
		doubt: mode == resumedInDoubt, before: mode >= resumedInDoubt,
	}
	before := w.met
	r.told = l.play()
	left := 0
	for e := range events {
		if e != noByteLeft {
			left += w.met[e] - before[e]
		}
	}
	r.freed = mode < sentAgain && left == 1
	w.landAll()
	r.later, r.heard = r.told, string(l.heard)
	if r.told == toldUnknown && w.protected {
		w.lag = 0
		w.tell(atClient, "Lateness has passed: resumed")
		r.later = (&life{rules: rules, attempts: attempts, world: w, before: true, reliable: true}).play()
	}
	return r
}

// wrong says what a run violates, if anything.
func (r *explored) wrong() string {
	w := r.world
	for _, told := range []told{r.told, r.later} {
		switch {
		case w.effects > 1:
			return "done twice"
		case (told == toldDone || told == toldAdopted) && w.effects == 0 && w.condition != failing:
			return "told " + toldWords[told] + ", and not done"
		case (told == toldRefused || told == toldFailed || told == toldNothingDone) && w.effects > 0:
			return "told " + toldWords[told] + ", and done"
		case told == toldDuplicate && (w.known == unknown || r.mode != withChosenID && r.mode != sentAgain):
			return "told ErrDuplicate, and nobody has used the id before"
		}
	}
	if w.protected && w.askable && r.later == toldUnknown {
		return "unknown for good"
	}
	return ""
}

// impossible says which known limit explains a violation; "" when none does.
func (r *explored) impossible() string {
	w := r.world
	switch {
	case w.met[blockedHeld] > 0:
		return "a proxy that answers 4xx and delivers the request later all the same"
	case r.mode == sentAgain:
		return "a second life that sends plainly instead of resuming"
	case r.mode == resumedTooSoon:
		return "arrival after Lateness"
	case !w.protected && w.met[repeated] > 0:
		return "a proxy that repeats a command without a request_id"
	case r.freed && w.met[repeated] == 1 && w.askable && r.lag > 0:
		return "a proxy that repeats, with a status that lags, at a clean first attempt"
	case r.freed && w.met[repeated] == 1 && strings.HasSuffix(r.heard, "?"+string(rune(unaskable))):
		return "a proxy that repeats, with a status that cannot be had, at a clean first attempt"
	}
	return ""
}

// explore visits all runs of all modes.
func explore(rules func(situation) step, attempts int, visit func(*explored, *choices)) (runs int) {
	for mode := range modes {
		c := &choices{}
		for more := true; more; more = c.next() {
			runs++
			visit(playOne(c, mode, rules, attempts, nil), c)
		}
	}
	return runs
}

// story replays a run and returns it as a sequence diagram.
func story(mode mode, c *choices, rules func(situation) step, attempts int) string {
	text := &strings.Builder{}
	text.WriteString(modeWords[mode] + "\n")
	playOne(&choices{path: slices.Clone(c.path), sizes: c.sizes}, mode, rules, attempts, text)
	return text.String()
}

// In every run that is possible at all, a command is done at most once, what is told
// of it is true now and later, and resuming it as documented ends in the truth. What
// the rules cannot do is exactly what the package documentation names.
func TestExploreTheFailureTable(t *testing.T) {
	attempts := 4
	if testing.Short() {
		attempts = 2
	}
	violations, limits, shortest := map[string]string{}, map[string]string{}, map[string]int{}
	type trace struct {
		mode  mode
		heard string
	}
	unknowns := map[trace]int{} // bit 0: not done, bit 1: done
	runs := explore(decide, attempts, func(r *explored, c *choices) {
		if r.told == toldUnknown {
			unknowns[trace{r.mode, r.heard}] |= 1 << min(r.world.effects, 1)
		}
		wrong := r.wrong()
		if wrong == "" {
			return
		}
		class := r.impossible()
		found := limits
		if class == "" {
			class, found = wrong, violations
		}
		if text, ok := found[class]; !ok || len(c.path) < shortest[class] && len(text) > 0 {
			found[class], shortest[class] = story(r.mode, c, decide, attempts), len(c.path)
		}
	})
	for wrong, story := range violations {
		t.Errorf("%s:\n%s", wrong, story)
	}
	want := []string{
		"a proxy that answers 4xx and delivers the request later all the same",
		"a proxy that repeats a command without a request_id",
		"a proxy that repeats, with a status that cannot be had, at a clean first attempt",
		"a proxy that repeats, with a status that lags, at a clean first attempt",
		"a second life that sends plainly instead of resuming",
		"arrival after Lateness",
	}
	if got := slices.Sorted(maps.Keys(limits)); !slices.Equal(got, want) {
		t.Errorf("what stays impossible is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for trace, ends := range unknowns {
		if ends != 3 && !strings.Contains(trace.heard, string(rune(refusedInput))) { // whose reason no success can be, today
			t.Errorf("%s: unknown is told where only one end is possible: heard %q", modeWords[trace.mode], describeHeard(trace.heard))
		}
	}
	t.Logf("%d runs; unknown after %d different experiences", runs, len(unknowns))
	for _, class := range want {
		t.Logf("stays impossible: %s, as\n%s", class, limits[class])
	}
}

// describeHeard writes down what a client has heard.
func describeHeard(heard string) string {
	var words []string
	for i := 0; i < len(heard); i++ {
		switch {
		case heard[i] == '|':
			words = append(words, "the context ends")
		case heard[i] == '?':
			i++
			words = append(words, "status "+[askeds]string{known: "known", failed: "failed", failedAlike: "failed alike", unknown: "not known", unaskable: "cannot be had", interrupted: "interrupted"}[heard[i]])
		default:
			words = append(words, cameWords[heard[i]])
		}
	}
	return strings.Join(words, "; ")
}

// The explorer is able to fail: under the rules of the first engine it finds the five
// ways in which a command was lost, done twice or reported wrongly.
func TestExploreFindsWhatTheFirstRulesDid(t *testing.T) {
	only := func(r *explored, e event) bool {
		for other, n := range r.world.met {
			if n > 0 && event(other) != e && event(other) != fine && event(other) != noByteLeft {
				return false
			}
		}
		return r.world.met[e] > 0 && r.mode < sentAgain
	}
	points := []struct {
		name  string
		found func(*explored) bool
		story string
	}{
		{name: "1: after a restart", found: func(r *explored) bool {
			return r.mode == sentAgain && r.lag == 0 && r.told == toldRefused && r.world.met[lostAfter] == 1 && r.world.met[fine] == 1
		}},
		{name: "2: a lagging status", found: func(r *explored) bool { return only(r, lostAfter) && r.lag > 0 && r.told == toldRefused }},
		{name: "3: a late first attempt", found: func(r *explored) bool { return only(r, held) && r.told == toldRefused }},
		{name: "4: a proxy that inspects answers", found: func(r *explored) bool { return only(r, blockedAfter) && r.told == toldRefused }},
		{name: "5: a proxy that repeats", found: func(r *explored) bool { return only(r, repeated) && r.lag == 0 && r.told == toldDuplicate }},
	}
	explore(believing, 2, func(r *explored, c *choices) {
		if r.wrong() == "" {
			return
		}
		for i := range points {
			if p := &points[i]; p.story == "" && p.found(r) {
				p.story = story(r.mode, c, believing, 2)
			}
		}
	})
	for _, p := range points {
		if p.story == "" {
			t.Errorf("point %s is not found", p.name)
		}
		t.Logf("point %s:\n%s", p.name, p.story)
	}
}
