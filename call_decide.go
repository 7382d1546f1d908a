package freedompay

// This file is the failure table: what follows an attempt, and what follows the
// status that was asked for because of it. The table in the package
// documentation is generated from it.

// kind is what may be done with a call when the network breaks.
type kind int

const (
	query       kind = iota // changes nothing: may be asked again
	command                 // carries a request_id, by which the bank refuses repeats
	unprotected             // a command without one: nothing that is known protects a repeat
	kinds
)

// came is what came back of an attempt.
type came int

const (
	accepted         came = iota // the bank took it
	failedAtOnce                 // the bank took it, and says at once that it could not carry it out
	refusedInput                 // the bank refused it for its input, which no success can cause
	refusedRepeat                // the bank refused it because the request_id was used before
	refused                      // the bank refused it for another reason
	unauthorized                 // HTTP 401: nothing is done for a signature that does not verify
	rejectedUnrouted             // a 4xx that a router gives before any work, without the bank's word
	rejected                     // another 4xx, or a refusal, without the bank's word: a proxy's perhaps
	trouble                      // no answer that tells anything: it may pass
	unusable                     // an answer that would be as unreadable again
	unsent                       // it is proven that no byte left
	cames
)

// asked is what the status said of a request_id.
type asked int

const (
	notAsked    asked = iota
	known             // the bank has it: in process, or carried out
	failed            // the bank has it, and could not carry it out
	failedAlike       // the same, for the reason that this call was refused for
	unknown           // the bank does not know it
	unaskable         // the status could not be had
	interrupted       // the context ended first
	askeds
)

// situation is all that decides what follows.
type situation struct {
	kind   kind
	came   came
	doubt  bool  // an earlier attempt may have arrived, or may still arrive
	before bool  // it was sent before, by a call that is long over
	chosen bool  // the caller chose the request_id, so an earlier process may have used it
	over   bool  // there is no further attempt: the schedule is used up, or the context has ended
	status asked // once it was asked
}

// step is what follows.
type step int

const (
	giveAnswer  step = iota // return the answer
	giveError               // return the error of the attempt
	again                   // make another attempt
	askOnce                 // ask the status, and believe the first answer
	askOften                // ask the status, and believe "not known" only when said three times
	adopt                   // the answer of the status is the command's
	giveFailure             // return what the status says of the failure
	giveRepeat              // return ErrDuplicate
	giveUnknown             // return ErrOutcomeUnknown
)

// decide returns what follows a situation.
func decide(s situation) step {
	switch {
	case s.status != notAsked:
		return s.afterStatus()
	case s.came == accepted:
		return giveAnswer
	case s.kind == query:
		return s.ofQuery()
	case s.kind == command:
		return s.ofCommand()
	default:
		return s.ofUnprotected()
	}
}

func (s situation) ofQuery() step {
	switch s.came {
	case trouble, unsent:
		return s.repeat()
	case refusedRepeat: // something between has repeated the query; the next id is fresh
		if !s.chosen {
			return s.repeat()
		}
	}
	return giveError
}

func (s situation) ofUnprotected() step {
	switch s.came {
	case unsent:
		return s.repeat()
	case rejected, trouble, unusable:
		return giveUnknown
	}
	return giveError
}

func (s situation) ofCommand() step {
	switch s.came {
	case unsent, trouble, unusable:
		return s.repeat()
	case rejected, rejectedUnrouted:
		return askOften
	case failedAtOnce:
		return giveError
	}
	switch { // refused, in one of the ways
	case s.perhaps() && s.came == unauthorized:
		return giveUnknown // the status would not be told either
	case s.perhaps():
		return askOften
	case s.came == unauthorized, s.came == refusedInput:
		return giveError
	case s.came == refusedRepeat && s.chosen:
		return giveRepeat
	case s.came == refusedRepeat:
		return askOften
	default:
		return askOnce
	}
}

// perhaps reports whether the command may be done by an earlier attempt.
func (s situation) perhaps() bool { return s.doubt || s.before }

// repeat makes another attempt, if there is one.
func (s situation) repeat() step {
	switch {
	case !s.over:
		return again
	case s.kind == command && (s.perhaps() || s.came != unsent):
		return giveUnknown
	default:
		return giveError
	}
}

// afterStatus returns what follows once the status was asked.
func (s situation) afterStatus() step {
	elsewhere := s.came == rejected || s.came == rejectedUnrouted
	switch s.status {
	case known:
		if s.chosen && !s.doubt && !elsewhere {
			return giveRepeat
		}
		return adopt
	case failed:
		return giveFailure
	case failedAlike:
		if s.perhaps() || elsewhere {
			return giveFailure
		}
		return giveError
	case unknown:
		if s.doubt || s.came == refusedRepeat {
			return giveUnknown
		}
		return giveError
	case unaskable:
		if s.perhaps() || s.came == refusedRepeat || s.came == rejected {
			return giveUnknown
		}
		return giveError
	default:
		return giveUnknown
	}
}
