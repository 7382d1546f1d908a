package freedompay

import "strings"

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
