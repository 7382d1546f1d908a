package freedompaytest

import "time"

// Statuses of a wallet. The vendor does not publish its own.
const (
	walletActive  = "active"
	walletBlocked = "blocked"
	walletClosed  = "closed"
)

// wallet holds e-money.
type wallet struct {
	id         string
	identifier string
	ownerID    string // empty until the owner is identified
	status     string
	account    *account
	operations []walletEntry
}

func (b *Bank) walletByID(identifier string) (*wallet, error) {
	if w := b.wallets[identifier]; w != nil {
		return w, nil
	}
	return nil, refuse("1004", "no wallet with this identifier")
}

// wallet reads identifier and returns its wallet.
func (b *Bank) wallet(in *input) (*wallet, error) {
	identifier := in.text("identifier")
	if err := in.err(); err != nil {
		return nil, err
	}
	return b.walletByID(identifier)
}

func (b *Bank) addWallet(in *input) (*command, error) {
	identifier := in.text("identifier")
	country, currency := in.text("country"), in.currency("currency")
	if !isAlpha3(country) {
		in.wrong("country", "want three capital letters")
	}
	if err := in.err(); err != nil {
		return nil, err
	}
	check := func() error {
		if b.wallets[identifier] != nil {
			return refuse("1003", "a wallet with this identifier exists")
		}
		return nil
	}
	return &command{check, func(time.Time, *made) error {
		b.wallets[identifier] = b.newWallet(identifier, currency)
		return nil
	}}, nil
}

func (b *Bank) newWallet(identifier, currency string) *wallet {
	return &wallet{
		id:         b.newUUID(),
		identifier: identifier,
		status:     walletActive,
		account:    b.ledger.open(b.newIBAN(), currency),
	}
}

// identifyOwner gives a wallet its owner. Identifying again keeps the owner.
func (b *Bank) identifyOwner(in *input) (*command, error) {
	owner := in.object("owner")
	if _, there := owner.members["phone"]; there {
		owner.phone("phone")
	}
	for _, name := range []string{"first_name", "last_name", "middle_name", "person_id"} {
		owner.optionalText(name)
	}
	owner.date("birthdate")
	owner.country("country")
	owner.document("document")
	if info, there := in.optionalObject("identification_info"); there {
		info.moment("idn_date")
		info.optionalText("identified_by")
	}
	w, err := b.wallet(in)
	if err != nil {
		return nil, err
	}
	return &command{w.isOpen, func(time.Time, *made) error {
		if w.ownerID == "" {
			w.ownerID = b.nextID()
		}
		return nil
	}}, nil
}

// isOpen refuses what cannot be done to a closed wallet.
func (w *wallet) isOpen() error {
	if w.status == walletClosed {
		return refuse("1007", "the wallet is closed")
	}
	return nil
}

// closeWallet closes a wallet for good. One with money in it cannot be closed.
func (b *Bank) closeWallet(in *input) (*command, error) {
	in.text("description")
	w, err := b.wallet(in)
	if err != nil {
		return nil, err
	}
	check := func() error {
		if err := w.isOpen(); err != nil {
			return err
		}
		if w.account.balance != 0 {
			return refuse("1005", "there is money in the wallet")
		}
		return nil
	}
	return &command{check, func(time.Time, *made) error {
		w.status = walletClosed
		return nil
	}}, nil
}

// blockWallet blocks a wallet. The API has no operation that unblocks it.
func (b *Bank) blockWallet(in *input) (*command, error) {
	in.text("description")
	w, err := b.wallet(in)
	if err != nil {
		return nil, err
	}
	check := func() error {
		if w.status != walletActive {
			return refuse("1008", "the wallet is "+w.status)
		}
		return nil
	}
	return &command{check, func(time.Time, *made) error {
		w.status = walletBlocked
		return nil
	}}, nil
}

func (b *Bank) walletInfo(in *input) (members, error) {
	w, err := b.wallet(in)
	if err != nil {
		return nil, err
	}
	return members{"wallet": members{
		"wallet_id":      w.id,
		"identifiers":    []members{{"value": w.identifier}},
		"owner_id":       w.ownerID,
		"account_number": w.account.id,
		"currency":       w.account.currency,
		"balance":        w.account.balance.String(),
		"status":         w.status,
	}}, nil
}

func (b *Bank) walletBalance(in *input) (members, error) {
	w, err := b.wallet(in)
	if err != nil {
		return nil, err
	}
	return members{"balance": w.account.balance.String(), "currency": w.account.currency}, nil
}

// walletRequestStatus answers what became of an e-money request.
func (b *Bank) walletRequestStatus(in *input) (members, error) {
	id := in.uuid("request_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	req := b.known(requestKey{id: id})
	if req == nil || req.dialect != walletDialect {
		return nil, walletDialect.unknownRequest()
	}
	return req.describe(&operation{dialect: walletDialect}), nil
}
