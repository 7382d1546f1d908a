package freedompay

// commandNamed returns an empty request, an empty answer and the kind of the
// command of that name; nil for a name that no command has. Only what sends a
// [Prepared] needs it, so that a program which calls methods alone does not link all
// commands.
func commandNamed(name string) (req Command, answer any, kind kind) {
	switch name {
	case "Cards.BulkIssue":
		return new(BulkIssueCardsRequest), new(Result), command
	case "Cards.Issue":
		return new(IssueCardRequest), new(Result), command
	case "Cards.IssuePlastic":
		return new(IssuePlasticRequest), new(Result), command
	case "Cards.Activate":
		return new(ActivateCardRequest), new(Result), command
	case "Cards.Block":
		return new(BlockCardRequest), new(Result), command
	case "Cards.Unblock":
		return new(UnblockCardRequest), new(Result), command
	case "Cards.Close":
		return new(CloseCardRequest), new(Result), command
	case "Cards.Link":
		return new(LinkCardRequest), new(Result), command
	case "Cards.SetPIN":
		return new(SetPINRequest), new(Result), unprotected
	case "Cards.ResetPINCounter":
		return new(ResetPINCounterRequest), new(Result), command
	case "Clients.Create":
		return new(CreateClientRequest), new(Result), command
	case "Clients.Update":
		return new(UpdateClientRequest), new(Result), command
	case "Limits.Set":
		return new(SetLimitsRequest), new(Result), command
	case "Transactions.Create":
		return new(CreateTransactionRequest), new(Result), command
	case "Transactions.Clear":
		return new(ClearTransactionRequest), new(Result), command
	case "Transactions.Refund":
		return new(RefundTransactionRequest), new(Result), command
	case "GiftCards.Issue":
		return new(IssueGiftCardRequest), new(GiftCardIssue), unprotected
	case "GiftCards.Confirm":
		return new(ConfirmGiftCardRequest), new(GiftCardState), unprotected
	case "GiftCards.Resend":
		return new(ResendGiftCardRequest), new(GiftAnswer), unprotected
	case "GiftCards.ResendCode":
		return new(ResendGiftCodeRequest), new(GiftAnswer), unprotected
	case "Wallets.Add":
		return new(AddWalletRequest), new(Result), command
	case "Wallets.IdentifyOwner":
		return new(IdentifyWalletOwnerRequest), new(Result), command
	case "Wallets.Close":
		return new(CloseWalletRequest), new(Result), command
	case "Wallets.Block":
		return new(BlockWalletRequest), new(Result), command
	case "Partners.AddClient":
		return new(AddPartnerClientRequest), new(PartnerClientAdded), command
	case "Partners.AddUser":
		return new(AddPartnerUserRequest), new(PartnerUserAdded), command
	case "Partners.AddProduct":
		return new(AddPartnerProductRequest), new(PartnerProductAdded), command
	case "Partners.GrantUser":
		return new(GrantPartnerUserRequest), new(Result), command
	case "Partners.SendAuthData":
		return new(SendPartnerAuthDataRequest), new(Result), command
	case "Rates.Add":
		return new(AddRateRequest), new(RateAdded), unprotected
	}
	return nil, nil, query
}
