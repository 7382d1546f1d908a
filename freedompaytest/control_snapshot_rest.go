package freedompaytest

// Limits, gift cards, wallets and companies as JSON.
type (
	savedLimits struct {
		On     string       `json:"on"`
		ID     string       `json:"id"`
		Limits []savedLimit `json:"limits"`
	}
	savedLimit struct {
		TransactionType string             `json:"transaction_type"`
		Region          string             `json:"region"`
		Period          string             `json:"period"`
		Amounts         []savedLimitAmount `json:"amounts"`
	}
	savedLimitAmount struct {
		Kind     string `json:"kind"`
		Value    money  `json:"value"`
		Currency string `json:"currency"`
	}
	savedUsage struct {
		On              string `json:"on"`
		ID              string `json:"id"`
		TransactionType string `json:"transaction_type"`
		Currency        string `json:"currency"`
		Window          string `json:"window"`
		Amount          money  `json:"amount"`
	}
	savedGiftCard struct {
		ID      int64  `json:"id"`
		Product int64  `json:"product"`
		OTP     string `json:"otp"`
		Mask    string `json:"mask"`
		Status  int    `json:"status"`
	}
	savedWallet struct {
		ID         string             `json:"id"`
		Identifier string             `json:"identifier"`
		Owner      string             `json:"owner"`
		Status     string             `json:"status"`
		Account    string             `json:"account"`
		Operations []savedWalletEntry `json:"operations"`
	}
	savedWalletEntry struct {
		savedEntry

		Other string `json:"other"`
	}
	savedCompany struct {
		ID       string             `json:"id"`
		ClientID int64              `json:"client_id"`
		Users    []savedCompanyUser `json:"users"`
		Products map[string]bool    `json:"products"`
	}
	savedCompanyUser struct {
		ID       int64    `json:"id"`
		Products []string `json:"products"`
		Messages int      `json:"messages"`
	}
)

func (s *saved) saveLimits(b *Bank) {
	for object, limits := range b.limits.set {
		on := savedLimits{On: object.kind, ID: object.id}
		for _, l := range limits {
			one := savedLimit{TransactionType: l.transactionType, Region: l.region, Period: l.period}
			for _, a := range l.amounts {
				one.Amounts = append(one.Amounts, savedLimitAmount{a.kind, a.value, a.currency})
			}
			on.Limits = append(on.Limits, one)
		}
		s.Limits = append(s.Limits, on)
	}
	for key, amount := range b.limits.used {
		s.Used = append(s.Used, savedUsage{key.object.kind, key.object.id, key.transactionType, key.currency, key.window, amount})
	}
}

func (l *loading) limits(s *saved) {
	for _, on := range s.Limits {
		for _, one := range on.Limits {
			set := &limit{transactionType: one.TransactionType, region: one.Region, period: one.Period}
			for _, a := range one.Amounts {
				set.amounts = append(set.amounts, limitAmount{a.Kind, a.Value, a.Currency})
			}
			object := limitObject{on.On, on.ID}
			l.bank.limits.set[object] = append(l.bank.limits.set[object], set)
		}
	}
	for _, u := range s.Used {
		l.bank.limits.used[usageKey{limitObject{u.On, u.ID}, u.TransactionType, u.Currency, u.Window}] = u.Amount
	}
}

func (s *saved) saveRest(b *Bank) {
	s.GiftProducts = b.gifts
	for _, g := range b.giftCards {
		s.GiftCards = append(s.GiftCards, savedGiftCard{g.id, g.product.Code, g.otp, g.mask, g.status})
	}
	for _, w := range b.wallets {
		one := savedWallet{ID: w.id, Identifier: w.identifier, Owner: w.ownerID, Status: w.status, Account: w.account.id}
		for _, e := range w.operations {
			one.Operations = append(one.Operations, savedWalletEntry{savedEntry{Code: e.kind, Amount: e.amount, At: e.at, RRN: e.rrn}, e.other.id})
		}
		s.Wallets = append(s.Wallets, one)
	}
	for id, c := range b.companies {
		one := savedCompany{ID: id, ClientID: c.clientID, Products: c.products}
		for user, u := range c.users {
			one.Users = append(one.Users, savedCompanyUser{user, u.products, u.messages})
		}
		s.Companies = append(s.Companies, one)
	}
}

func (l *loading) rest(s *saved) {
	if s.GiftProducts != nil {
		l.bank.gifts = s.GiftProducts
	}
	for _, p := range l.bank.gifts {
		if p.Balance <= 0 || p.Balance > maxFaceValue {
			l.wrong("gift product %d has no face value", p.Code)
		}
	}
	for _, g := range s.GiftCards {
		product, err := l.bank.giftProductByCode(g.Product)
		if err != nil {
			l.wrong("gift card %d: %w", g.ID, err)
		}
		l.bank.giftCards[g.ID] = &giftCard{g.ID, product, g.OTP, g.Mask, g.Status}
	}
	for _, one := range s.Wallets {
		w := &wallet{id: one.ID, identifier: one.Identifier, ownerID: one.Owner, status: one.Status, account: l.account(one.Account)}
		for _, e := range one.Operations {
			w.operations = append(w.operations, walletEntry{e.Code, e.Amount, e.At, e.RRN, l.account(e.Other)})
		}
		l.bank.wallets[w.identifier] = w
	}
	for _, one := range s.Companies {
		c := &company{clientID: one.ClientID, users: make(map[int64]*companyUser), products: one.Products}
		if c.products == nil {
			c.products = make(map[string]bool)
		}
		for _, u := range one.Users {
			c.users[u.ID] = &companyUser{u.Products, u.Messages}
		}
		l.bank.companies[one.ID] = c
	}
}
