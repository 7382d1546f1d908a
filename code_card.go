package freedompay

import "github.com/freedompay-go/freedompay/internal/jsonread"

// CardStatus is the state of a card, such as "00".
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
	CardStatusUnknown          CardStatus = "99" // the bank cannot tell the state
)

// IsActive reports whether the status is [CardStatusActive].
func (s CardStatus) IsActive() bool { return s == CardStatusActive }

// IsBlocked reports whether the card was blocked by its client or by the partner, or as
// lost. A card that is expired, not activated, in production or closed cannot be used
// either, but is not blocked.
func (s CardStatus) IsBlocked() bool {
	switch s {
	case CardStatusBlockedByClient, CardStatusBlockedByPartner, CardStatusLost:
		return true
	}
	return false
}

// IsClosed reports whether the status is [CardStatusClosed]. An expired card is not
// closed.
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
func (s *CardStatus) UnmarshalJSON(data []byte) error { return jsonread.Text(s, data) }

// BlockCode is the reason for the block of a card. Each code is also a [CardStatus].
type BlockCode string

// The reasons for a block.
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
func (b *BlockCode) UnmarshalJSON(data []byte) error { return jsonread.Text(b, data) }

// CardProduct is the product that a card is issued under.
type CardProduct int

// The products of cards. A constant is named as the product is: family, network
// or tier, "3 Curr", design, residence, term.
const (
	CardProductWallet CardProduct = 1000

	CardProductInstantSignature CardProduct = 2000
	CardProductInstantGold      CardProduct = 2100

	CardProductInstantSignature3Curr            CardProduct = 2200
	CardProductInstantSignature3CurrJoker       CardProduct = 2201
	CardProductInstantSignature3CurrHarley      CardProduct = 2202
	CardProductInstantSignature3CurrBatman      CardProduct = 2203
	CardProductInstantSignature3CurrSuperman    CardProduct = 2204
	CardProductInstantSignature3CurrSakura      CardProduct = 2205
	CardProductInstantSignature3CurrItachi      CardProduct = 2206
	CardProductInstantSignature3CurrAkazuke     CardProduct = 2207
	CardProductInstantSignature3CurrSasuke      CardProduct = 2208
	CardProductInstantSignature3CurrLapsha      CardProduct = 2209
	CardProductInstantSignature3CurrNaruto      CardProduct = 2210
	CardProductInstantSignature3CurrAcid        CardProduct = 2211
	CardProductInstantSignature3CurrSnuffles    CardProduct = 2212
	CardProductInstantSignature3CurrPickle      CardProduct = 2213
	CardProductInstantSignature3CurrSpaceSnakes CardProduct = 2214

	CardProductInstantGold3Curr               CardProduct = 2300
	CardProductInstantRewards3CurrJoker       CardProduct = 2301
	CardProductInstantRewards3CurrHarley      CardProduct = 2302
	CardProductInstantRewards3CurrBatman      CardProduct = 2303
	CardProductInstantRewards3CurrSuperman    CardProduct = 2304
	CardProductInstantRewards3CurrSakura      CardProduct = 2305
	CardProductInstantRewards3CurrItachi      CardProduct = 2306
	CardProductInstantRewards3CurrAkazuke     CardProduct = 2307
	CardProductInstantRewards3CurrSasuke      CardProduct = 2308
	CardProductInstantRewards3CurrLapsha      CardProduct = 2309
	CardProductInstantRewards3CurrNaruto      CardProduct = 2310
	CardProductInstantRewards3CurrAcid        CardProduct = 2311
	CardProductInstantRewards3CurrSnuffles    CardProduct = 2312
	CardProductInstantRewards3CurrPickle      CardProduct = 2313
	CardProductInstantRewards3CurrSpaceSnakes CardProduct = 2314

	CardProductElectron                        CardProduct = 3000
	CardProductElectronVisaResident12Months    CardProduct = 3010
	CardProductElectronVisaResident60Months    CardProduct = 3020
	CardProductElectronVisaNonResident12Months CardProduct = 3030
	CardProductElectronVisaNonResident60Months CardProduct = 3040
	CardProductElectronInstantRewards12Months  CardProduct = 3050
	CardProductElectronInstantRewards60Months  CardProduct = 3060

	CardProductElectronMastercardResident12Months    CardProduct = 4010
	CardProductElectronMastercardResident60Months    CardProduct = 4020
	CardProductElectronMastercardNonResident12Months CardProduct = 4030
	CardProductElectronMastercardNonResident60Months CardProduct = 4040
)

// CardFamily is the line of products that a card belongs to.
type CardFamily string

// The families of cards.
const (
	FamilyWallet          CardFamily = "Freedom Wallet"
	FamilyInstant         CardFamily = "Instant"
	FamilyElectron        CardFamily = "Electron"
	FamilyElectronInstant CardFamily = "Electron Instant"
)

// CardNetwork is the payment system of a card.
type CardNetwork string

// The networks of cards.
const (
	NetworkVisa       CardNetwork = "Visa"
	NetworkMastercard CardNetwork = "Mastercard"
)

// Family returns the family in the product's name, "" for an unknown product.
func (p CardProduct) Family() CardFamily { return p.row().family }

// Network returns the network in the product's name, "" when none is stated.
func (p CardProduct) Network() CardNetwork { return p.row().network }

// Residence returns whom the product is for, 0 when its name does not state it.
func (p CardProduct) Residence() Residency { return p.row().residence }

// TermMonths returns for how many months the card is issued, 0 when the
// product's name does not state it.
func (p CardProduct) TermMonths() int { return p.row().months }

// Known reports whether the dictionary lists the product.
func (p CardProduct) Known() bool { return p.Description() != "" }

// Description returns the dictionary's text, "" for an unknown product.
func (p CardProduct) Description() string { return p.row().text }

// UnmarshalJSON reads the product from a number or a string; it never fails.
func (p *CardProduct) UnmarshalJSON(data []byte) error { return jsonread.Int(p, data) }

// cardProductRow is what is known of one product.
type cardProductRow struct {
	family    CardFamily
	network   CardNetwork
	residence Residency
	months    int
	text      string
}

// row returns what is known of the product, nothing for an unknown one.
func (p CardProduct) row() cardProductRow {
	switch p {
	case CardProductWallet:
		return cardProductRow{family: FamilyWallet, text: "Freedom Wallet Card"}
	case CardProductInstantSignature:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature"}
	case CardProductInstantGold:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Gold"}
	case CardProductInstantSignature3Curr:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr"}
	case CardProductInstantSignature3CurrJoker:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: JOKER"}
	case CardProductInstantSignature3CurrHarley:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: HARLEY"}
	case CardProductInstantSignature3CurrBatman:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: BATMAN"}
	case CardProductInstantSignature3CurrSuperman:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: SUPERMAN"}
	case CardProductInstantSignature3CurrSakura:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: SAKURA"}
	case CardProductInstantSignature3CurrItachi:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: ITACHI"}
	case CardProductInstantSignature3CurrAkazuke:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: AKAZUKE"}
	case CardProductInstantSignature3CurrSasuke:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: SASUKE"}
	case CardProductInstantSignature3CurrLapsha:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: LAPSHA"}
	case CardProductInstantSignature3CurrNaruto:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: NARUTO"}
	case CardProductInstantSignature3CurrAcid:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: ACID"}
	case CardProductInstantSignature3CurrSnuffles:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: SNUFFLES"}
	case CardProductInstantSignature3CurrPickle:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: PICKLE"}
	case CardProductInstantSignature3CurrSpaceSnakes:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Signature 3 Curr Card design: SPACESNAKES"}
	case CardProductInstantGold3Curr:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Gold 3 Curr"}
	case CardProductInstantRewards3CurrJoker:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: JOKER"}
	case CardProductInstantRewards3CurrHarley:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: HARLEY"}
	case CardProductInstantRewards3CurrBatman:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: BATMAN"}
	case CardProductInstantRewards3CurrSuperman:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: SUPERMAN"}
	case CardProductInstantRewards3CurrSakura:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: SAKURA"}
	case CardProductInstantRewards3CurrItachi:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: ITACHI"}
	case CardProductInstantRewards3CurrAkazuke:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: AKAZUKE"}
	case CardProductInstantRewards3CurrSasuke:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: SASUKE"}
	case CardProductInstantRewards3CurrLapsha:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: LAPSHA"}
	case CardProductInstantRewards3CurrNaruto:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: NARUTO"}
	case CardProductInstantRewards3CurrAcid:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: ACID"}
	case CardProductInstantRewards3CurrSnuffles:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: SNUFFLES"}
	case CardProductInstantRewards3CurrPickle:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: PICKLE"}
	case CardProductInstantRewards3CurrSpaceSnakes:
		return cardProductRow{family: FamilyInstant, network: NetworkVisa, text: "Instant Card Visa Rewards 3 Curr Card design: SPACESNAKES"}
	case CardProductElectron:
		return cardProductRow{family: FamilyElectron, text: "Electron Card"}
	case CardProductElectronVisaResident12Months:
		return cardProductRow{family: FamilyElectron, network: NetworkVisa, residence: Resident, months: 12, text: "Electron Card Visa Resident 12 Month"}
	case CardProductElectronVisaResident60Months:
		return cardProductRow{family: FamilyElectron, network: NetworkVisa, residence: Resident, months: 60, text: "Electron Card Visa Resident 60 Month"}
	case CardProductElectronVisaNonResident12Months:
		return cardProductRow{family: FamilyElectron, network: NetworkVisa, residence: NonResident, months: 12, text: "Electron Card Visa Non-resident 12 Month"}
	case CardProductElectronVisaNonResident60Months:
		return cardProductRow{family: FamilyElectron, network: NetworkVisa, residence: NonResident, months: 60, text: "Electron Card Visa Non-resident 60 Month"}
	case CardProductElectronInstantRewards12Months:
		return cardProductRow{family: FamilyElectronInstant, network: NetworkVisa, months: 12, text: "Electron Instant Card Visa Rewards 12 Month"}
	case CardProductElectronInstantRewards60Months:
		return cardProductRow{family: FamilyElectronInstant, network: NetworkVisa, months: 60, text: "Electron Instant Card Visa Rewards 60 Month"}
	case CardProductElectronMastercardResident12Months:
		return cardProductRow{family: FamilyElectron, network: NetworkMastercard, residence: Resident, months: 12, text: "Electron Card Mastercard Resident 12 Month"}
	case CardProductElectronMastercardResident60Months:
		return cardProductRow{family: FamilyElectron, network: NetworkMastercard, residence: Resident, months: 60, text: "Electron Card Mastercard Resident 60 Month"}
	case CardProductElectronMastercardNonResident12Months:
		return cardProductRow{family: FamilyElectron, network: NetworkMastercard, residence: NonResident, months: 12, text: "Electron Card Mastercard Non-resident 12 Month"}
	case CardProductElectronMastercardNonResident60Months:
		return cardProductRow{family: FamilyElectron, network: NetworkMastercard, residence: NonResident, months: 60, text: "Electron Card Mastercard Non-resident 60 Month"}
	}
	return cardProductRow{}
}
