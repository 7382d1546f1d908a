package freedompay

// CardStatus is the state of a card. It is a string: the zeros of "00" count.
type CardStatus string

// The states of cards.
const (
	CardStatusActive           CardStatus = "00"
	CardStatusBlockedByClient  CardStatus = "10"
	CardStatusBlockedByPartner CardStatus = "20"
	CardStatusExpired          CardStatus = "30"
	CardStatusLost             CardStatus = "40"
	CardStatusNotActivated     CardStatus = "50"
	CardStatusInProduction     CardStatus = "60"
	CardStatusClosed           CardStatus = "70"
	CardStatusUnknown          CardStatus = "99" // the bank's own answer for a state it cannot tell
)

// IsActive reports whether the card is in use: CardStatusActive and no other.
func (s CardStatus) IsActive() bool { return s == CardStatusActive }

// IsBlocked reports whether somebody blocked the card: its client, the partner,
// or either for its loss. A card that is expired, not yet activated, in
// production or closed cannot be used either, but is not blocked.
func (s CardStatus) IsBlocked() bool {
	switch s {
	case CardStatusBlockedByClient, CardStatusBlockedByPartner, CardStatusLost:
		return true
	}
	return false
}

// IsClosed reports whether the card was closed: CardStatusClosed and no other.
// An expired card is not closed.
func (s CardStatus) IsClosed() bool { return s == CardStatusClosed }

// Known reports whether the dictionary lists the status, as it does
// CardStatusUnknown.
func (s CardStatus) Known() bool { return s.Description() != "" }

// Description returns the dictionary's text, "" for a status it does not list.
func (s CardStatus) Description() string {
	switch s {
	case CardStatusActive:
		return "Card is active."
	case CardStatusBlockedByClient:
		return "Temporarily blocked by the client."
	case CardStatusBlockedByPartner:
		return "Temporarily blocked by the partner."
	case CardStatusExpired:
		return "Card validity period has expired."
	case CardStatusLost:
		return "Card blocked due to loss."
	case CardStatusNotActivated:
		return "Card not activated."
	case CardStatusInProduction:
		return "In the process of production."
	case CardStatusClosed:
		return "Card is closed."
	case CardStatusUnknown:
		return "Unknown card status."
	}
	return ""
}

// UnmarshalJSON reads the status from a string or a number; it never fails.
func (s *CardStatus) UnmarshalJSON(data []byte) error { return readText(s, data) }

// BlockCode is why a card is blocked. Each code is also a CardStatus.
type BlockCode string

// The reasons of blocks.
const (
	BlockByClient     BlockCode = "10"
	BlockByPartner    BlockCode = "20"
	BlockExpired      BlockCode = "30"
	BlockLost         BlockCode = "40"
	BlockNotActivated BlockCode = "50"
)

// Known reports whether the dictionary lists the code.
func (b BlockCode) Known() bool { return b.Description() != "" }

// Description returns the dictionary's text, "" for an unknown code.
func (b BlockCode) Description() string {
	switch b {
	case BlockByClient:
		return "Temporary block by the client."
	case BlockByPartner:
		return "Temporary block by the partner."
	case BlockExpired:
		return "Card validity period has expired."
	case BlockLost:
		return "Card blocked due to loss."
	case BlockNotActivated:
		return "Card not activated."
	}
	return ""
}

// UnmarshalJSON reads the code from a string or a number; it never fails.
func (b *BlockCode) UnmarshalJSON(data []byte) error { return readText(b, data) }
