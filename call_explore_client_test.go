package freedompay

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
