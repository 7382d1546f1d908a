package freedompay

import (
	"strings"
)

// choices is one path through all that may happen. Each choice that a run meets is
// taken from path; the first run takes 0 everywhere, and next moves on to the path
// that was not taken yet.
type choices struct {
	path, sizes []int
	at          int
}

// of chooses one of n.
func (c *choices) of(n int) int {
	if c.at == len(c.path) {
		c.path, c.sizes = append(c.path, 0), append(c.sizes, n)
	}
	c.at++
	return c.path[c.at-1]
}

// next returns false when all paths were taken.
func (c *choices) next() bool {
	last := len(c.path) - 1
	for ; last >= 0 && c.path[last]+1 == c.sizes[last]; last-- {
	}
	if last < 0 {
		return false
	}
	c.path, c.sizes, c.at = c.path[:last+1], c.sizes[:last+1], 0
	c.path[last]++
	return true
}

// event is what the network does with one attempt.
type event int

const (
	fine         event = iota // delivered and answered
	noByteLeft                // the connection cannot be made
	lostBefore                // the request is lost
	lostAfter                 // the answer is lost
	held                      // no answer; the request arrives later
	blocked                   // a proxy refuses the request
	blockedAfter              // a proxy refuses the answer
	blockedHeld               // a proxy refuses the request and delivers it later all the same
	repeated                  // a proxy delivers the request twice
	noRoute                   // a router refuses the request
	unsigned                  // the bank refuses the signature
	events
)

var eventWords = [events]string{
	"delivered and answered", "no connection", "lost on the way", "delivered; the answer is lost", "held on the way",
	"a proxy answers 403", "delivered; a proxy answers 403 instead", "held by a proxy, which answers 403", "delivered twice by a proxy",
	"a router answers 404", "the bank answers 401",
}

// condition is what the bank finds about a command.
type condition int

const (
	good      condition = iota
	badFirst            // the state forbids it at first, not later
	bad                 // the state forbids it
	incorrect           // its input is incorrect
	failing             // accepted, and not carried out
	conditions
)

var conditionWords = [conditions]string{"may be done", "may be done from the second request on", "is forbidden by the card's state", "has incorrect input", "is accepted and then fails"}

// world is a bank that gets one command, and the network before it.
type world struct {
	*choices
	protected    bool // the command has a request_id
	stateFirst   bool // the bank checks the state before the id
	usesRefused  bool // a refused request uses up its id
	selfBlocking bool // done once, its own effect forbids it, as that of Close
	condition    condition
	lag          int  // questions that the status does not know the command for
	askable      bool // there is a status that can be asked

	requests, effects int
	known             asked // to the bank
	flying            int   // requests that are held
	met               [events]int
	story             *strings.Builder // nil when nobody reads it
}

func newWorld(c *choices, protected bool) *world {
	w := &world{choices: c, protected: protected, known: unknown, askable: true}
	w.condition = condition(c.of(int(conditions)))
	w.selfBlocking = w.condition < bad && c.of(2) == 1
	if protected {
		w.stateFirst = c.of(2) == 1
		w.usesRefused = w.condition != good && c.of(2) == 1
		w.askable = c.of(2) == 0
	}
	if protected && w.askable {
		w.lag = c.of(notFoundBelieved)
	}
	return w
}

// The columns of a story: the caller, the client, the network, the bank.
const (
	toClient  = "caller <----- client                        "
	toNetwork = "              client ---> network            "
	toBank    = "                          network ---> bank  "
	atBank    = "                                       bank  "
	atClient  = "              client                         "
	askBank   = "              client ----------------> bank  "
)

// tell writes the story down, when somebody reads it.
func (w *world) tell(where, what string) {
	if w.story != nil {
		w.story.WriteString(where + what + "\n")
	}
}

// arrive is a request at the bank.
func (w *world) arrive() came {
	answer := w.process()
	w.tell(toBank, cameWords[answer])
	return answer
}

func (w *world) process() came {
	w.requests++
	if w.condition == incorrect {
		return refusedInput
	}
	forbidden := w.condition == bad || w.condition == badFirst && w.requests == 1 || w.selfBlocking && w.effects > 0
	used := w.protected && w.known != unknown
	switch {
	case used && (!w.stateFirst || !forbidden):
		return refusedRepeat
	case forbidden:
		if w.usesRefused && !used {
			w.known = failed
		}
		return refused
	case w.condition == failing:
		w.known = failed
		return failedAtOnce
	}
	w.effects++
	w.known = known
	return accepted
}

// deliver is what comes back of an attempt.
func (w *world) deliver(e event) came {
	w.met[e]++
	w.tell(toNetwork, eventWords[e])
	switch e {
	case noByteLeft:
		return unsent
	case held, blockedHeld:
		w.flying++
	case lostAfter, blockedAfter, fine, repeated:
		answer := w.arrive()
		if e == repeated {
			answer = w.arrive()
		}
		if e == fine || e == repeated {
			return answer
		}
	case unsigned:
		return unauthorized
	case noRoute:
		return rejectedUnrouted
	}
	if e == blocked || e == blockedAfter || e == blockedHeld {
		return rejected
	}
	return trouble
}

// land lets requests that are held arrive, or not yet.
func (w *world) land() {
	if w.flying > 0 && w.of(2) == 1 {
		w.landAll()
	}
}

func (w *world) landAll() {
	for ; w.flying > 0; w.flying-- {
		w.tell(atBank, "what was held arrives")
		w.arrive()
	}
}

// status is the bank's answer about the command.
func (w *world) status() asked {
	if w.known == known && w.lag > 0 {
		w.lag--
		return unknown
	}
	return w.known
}

// told is what the caller is told of a command.
type told int

const (
	toldDone told = iota
	toldAdopted
	toldRefused
	toldFailed
	toldNothingDone // unavailable or canceled
	toldDuplicate
	toldUnknown
	telling
)

var toldWords = [telling]string{"done", "adopted", "refused", "failed", "unavailable or canceled", "ErrDuplicate", "ErrOutcomeUnknown"}

// life is one call of a command, as carry makes it.
type life struct {
	rules    func(situation) step
	attempts int
	chosen   bool
	doubt    bool
	before   bool
	reliable bool // the network does nothing but deliver

	world *world
	ended bool   // the context
	heard []byte // all that the client can know
}

// play makes the call.
func (l *life) play() told {
	now := situation{kind: command, came: unsent, chosen: l.chosen, doubt: l.doubt, before: l.before}
	if !l.world.protected {
		now.kind = unprotected
	}
	for n := range l.attempts {
		if n == 0 && !l.reliable && l.world.of(2) == 1 {
			l.end()
			break
		}
		l.world.land()
		now.came = l.attempt()
		l.hear(byte(now.came))
		if step := l.follow(now); step != again {
			return l.tell(step, now.came)
		}
		now.doubt = now.doubt || now.came != unsent
		if l.ended || !l.reliable && l.world.of(2) == 1 {
			l.end()
			break
		}
	}
	now.over = true
	return l.tell(l.follow(now), now.came)
}

func (l *life) hear(b byte) { l.heard = append(l.heard, b) }

func (l *life) end() {
	l.ended = true
	l.hear('|')
	l.world.tell(atClient, "the context ends")
}

// attempt makes one, during which the context may end.
func (l *life) attempt() came {
	if l.reliable {
		return l.world.deliver(fine)
	}
	e := event(l.world.of(int(events)))
	answer := l.world.deliver(e)
	if e != noByteLeft && e != held && l.world.of(2) == 1 {
		l.end()
		return trouble
	}
	return answer
}

// follow decides, with the status asked where the decision wants it.
func (l *life) follow(now situation) step {
	next := l.rules(now)
	if next != askOnce && next != askOften {
		return next
	}
	now.status = l.ask(next, now.came)
	l.hear('?')
	l.hear(byte(now.status))
	return l.rules(now)
}

func (l *life) ask(how step, refusal came) asked {
	enough := notFoundBelieved
	if how == askOnce {
		enough = 1
	}
	if !l.world.askable {
		l.world.tell(askBank, "status: there is none")
		return unaskable
	}
	if !l.reliable {
		switch l.world.of(3) {
		case 1:
			l.end()
			return interrupted
		case 2:
			l.world.tell(askBank, "status: cannot be had")
			return unaskable
		}
	}
	said := unknown
	for n := 0; n < enough && said == unknown; n++ {
		l.world.land()
		said = l.world.status()
		l.world.tell(askBank, saidWords[said])
	}
	if said == failed && refusal == refused {
		return failedAlike
	}
	return said
}

var saidWords = [askeds]string{known: "status: known", failed: "status: failed", unknown: "status: not known"}

// tell is what the caller reads in the end of a call.
func (l *life) tell(end step, last came) told {
	said := toldRefused
	switch end {
	case giveAnswer:
		said = toldDone
	case adopt:
		said = toldAdopted
	case giveFailure:
		said = toldFailed
	case giveRepeat:
		said = toldDuplicate
	case giveUnknown:
		said = toldUnknown
	case giveError:
		switch last {
		case unsent, trouble, unusable:
			said = toldNothingDone
		case failedAtOnce:
			said = toldFailed
		}
	}
	l.world.tell(toClient, toldWords[said])
	return said
}

// believing are the rules of the first engine: a refusal is believed, unless an
// attempt of the same call may have arrived; then the first answer of the status is.
func believing(s situation) step {
	switch {
	case s.status == known:
		return adopt
	case s.status == failed, s.status == failedAlike:
		return giveFailure
	case s.status == unknown && (s.came == refused || s.came == refusedInput):
		return giveError
	case s.status != notAsked:
		return giveUnknown
	case s.came == accepted:
		return giveAnswer
	case s.kind == unprotected && (s.came == trouble || s.came == unusable):
		return giveUnknown
	case s.came == unsent, s.kind != unprotected && (s.came == trouble || s.came == unusable):
		switch {
		case !s.over:
			return again
		case s.doubt:
			return giveUnknown
		}
		return giveError
	case s.kind == command && s.doubt && s.came != failedAtOnce:
		return askOnce
	case s.came == refusedRepeat:
		return giveRepeat
	}
	return giveError
}
