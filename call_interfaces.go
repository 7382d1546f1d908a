package freedompay

import "github.com/google/uuid"

// asking marks the package's requests that only ask.
type asking interface{ asks() }

// headerIdentified is a command whose id travels in the header Request-Id alone.
type headerIdentified interface{ headerID() uuid.UUID }

// restored is a request with members that its JSON does not show, and that follow
// from what it does not hold.
type restored interface{ restore() }

// identified is an answer that carries the RequestID of its command.
type identified interface{ identify(uuid.UUID) }

// progressing is an answer that says how far its command has come.
type progressing interface{ progress() RequestStatus }
