#include "tests/support/memory_institution_payments.hpp"

#include "tests/support/memory_vouchers.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;

namespace {

bool is_of(const SettlementRecord& record, const InstitutionCode& institution, const PlatformName& platform,
           const DivisionCode& counterparty) {
    return record.direction == Direction::visitor && record.institution == institution && record.platform == platform &&
           record.counterparty == counterparty;
}

}  // namespace

CellAmounts MemoryInstitutionPayments::owed_to(const InstitutionCode& institution, const PlatformName& platform,
                                               const DivisionCode& counterparty) const {
    CellAmounts cells;
    for (const MemoryBooks::Posting& posting : books_.ledger) {
        std::optional<SettlementNo> settlement = posting.settlement;
        for (const auto& adjustment : books_.adjustments)
            if (!posting.voucher.empty() && adjustment.voucher == posting.voucher)
                settlement = adjustment.settlement_no;
        const bool is_settlements =
            settlement && is_of(books_.records.at(*settlement), institution, platform, counterparty);
        const bool is_payments = std::ranges::any_of(payments_, [&](const auto& entry) {
            const InstitutionPayment& paid = entry.second;
            const bool is_of_it = (paid.is_confirmed() && voucher_of(paid).id == posting.voucher) ||
                                  (paid.is_back() && voucher_of_return(paid).id == posting.voucher);
            return is_of_it && paid.institution == institution && paid.platform == platform &&
                   paid.counterparty == counterparty;
        });
        if (!is_settlements && !is_payments) continue;
        Money& cell = cells[{posting.insurance_type, posting.care, posting.transfer.component}];
        if (posting.transfer.credit == Account::h) cell += posting.transfer.amount;
        if (posting.transfer.debit == Account::h) cell -= posting.transfer.amount;
    }
    return added({}, cells);
}

awaitable<Result<std::vector<InstitutionPayment>>> MemoryInstitutionPayments::payments() {
    auto work = [this]() -> Result<std::vector<InstitutionPayment>> {
        std::vector<InstitutionPayment> found;
        for (auto id = in_order_.rbegin(); id != in_order_.rend(); ++id)
            found.push_back(payments_.at(*id));
        return found;
    };
    co_return co_await books_.read("institution_payment.payments", work);
}

awaitable<Result<std::optional<InstitutionPayment>>> MemoryInstitutionPayments::payment(std::string id) {
    auto work = [&]() -> Result<std::optional<InstitutionPayment>> {
        const auto found = payments_.find(id);
        if (found == payments_.end()) return std::nullopt;
        return found->second;
    };
    co_return co_await books_.read("institution_payment.payment", work);
}

awaitable<Result<CellAmounts>> MemoryInstitutionPayments::owed(InstitutionCode institution, PlatformName platform,
                                                               DivisionCode counterparty) {
    auto work = [&]() -> Result<CellAmounts> { return owed_to(institution, platform, counterparty); };
    co_return co_await books_.read("institution_payment.owed", work);
}

awaitable<Result<void>> MemoryInstitutionPayments::enter(InstitutionPayment payment, ports::AuditEvent audit) {
    auto work = [&](MemoryWrite& write) -> Result<void> {
        const bool is_taken = std::ranges::any_of(payments_, [&](const auto& entry) {
            const InstitutionPayment& standing = entry.second;
            return standing.id == payment.id ||
                   (!standing.is_withdrawn() && standing.bank == payment.bank && standing.serial == payment.serial);
        });
        if (is_taken)
            return fail(ErrorCode::conflict, "the serial " + payment.serial + " of " + payment.bank + " is taken",
                        {"serial"});
        write.at(payments_, payment.id) = payment;
        write.append(in_order_, payment.id);
        write.append(audited, audit);
        return {};
    };
    co_return co_await books_.write("institution_payment.enter", work);
}

awaitable<Result<InstitutionPayment>> MemoryInstitutionPayments::follow(
    std::string write_name, std::string id, ports::AuditEvent audit,
    std::function<bool(const InstitutionPayment&)> is_done,
    std::function<Result<InstitutionPayment>(MemoryWrite&, const InstitutionPayment&)> moved) {
    auto work = [&](MemoryWrite& write) -> Result<InstitutionPayment> {
        const auto found = payments_.find(id);
        if (found == payments_.end()) return fail(ErrorCode::not_found, "there is no payment " + id, {"payment"});
        if (is_done(found->second)) return found->second;
        Result<InstitutionPayment> after = moved(write, found->second);
        if (!after) return after;
        write.changed(found->second) = *after;
        write.append(audited, audit);
        return after;
    };
    co_return co_await books_.write(write_name, work);
}

awaitable<Result<InstitutionPayment>> MemoryInstitutionPayments::confirm(std::string id, Signature signature,
                                                                         ports::AuditEvent audit) {
    auto is_done = [signature](const InstitutionPayment& standing) { return standing.confirmed == signature; };
    auto moved = [this, signature](MemoryWrite& write,
                                   const InstitutionPayment& standing) -> Result<InstitutionPayment> {
        const CellAmounts owed = owed_to(standing.institution, standing.platform, standing.counterparty);
        Result<InstitutionPayment> confirmed = confirmed_by(standing, owed, signature);
        if (!confirmed) return confirmed;
        const auto posted = write_voucher(books_, write, voucher_of(*confirmed));
        if (!posted) return fail(posted.error());
        return confirmed;
    };
    return follow("institution_payment.confirm", std::move(id), std::move(audit), std::move(is_done), std::move(moved));
}

awaitable<Result<InstitutionPayment>> MemoryInstitutionPayments::withdraw(std::string id, Signature signature,
                                                                          ports::AuditEvent audit) {
    auto is_done = [signature](const InstitutionPayment& standing) { return standing.withdrawn == signature; };
    auto moved = [signature](MemoryWrite&, const InstitutionPayment& standing) {
        return withdrawn_by(standing, signature);
    };
    return follow("institution_payment.withdraw", std::move(id), std::move(audit), std::move(is_done),
                  std::move(moved));
}

awaitable<Result<InstitutionPayment>> MemoryInstitutionPayments::enter_return(std::string id, PaymentReturn back,
                                                                              Signature signature,
                                                                              ports::AuditEvent audit) {
    auto is_done = [signature](const InstitutionPayment& standing) { return standing.back_entered == signature; };
    auto moved = [signature, back = std::move(back)](MemoryWrite&, const InstitutionPayment& standing) {
        return return_entered_by(standing, back, signature);
    };
    return follow("institution_payment.enter_return", std::move(id), std::move(audit), std::move(is_done),
                  std::move(moved));
}

awaitable<Result<InstitutionPayment>> MemoryInstitutionPayments::withdraw_return(std::string id,
                                                                                 ports::AuditEvent audit) {
    auto is_done = [](const InstitutionPayment& standing) { return standing.back_entered.by.empty(); };
    auto moved = [](MemoryWrite&, const InstitutionPayment& standing) { return return_withdrawn(standing); };
    return follow("institution_payment.withdraw_return", std::move(id), std::move(audit), std::move(is_done),
                  std::move(moved));
}

awaitable<Result<InstitutionPayment>> MemoryInstitutionPayments::confirm_return(std::string id, Signature signature,
                                                                                ports::AuditEvent audit) {
    auto is_done = [signature](const InstitutionPayment& standing) { return standing.back_confirmed == signature; };
    auto moved = [this, signature](MemoryWrite& write,
                                   const InstitutionPayment& standing) -> Result<InstitutionPayment> {
        Result<InstitutionPayment> confirmed = return_confirmed_by(standing, signature);
        if (!confirmed) return confirmed;
        const auto posted = write_voucher(books_, write, voucher_of_return(*confirmed));
        if (!posted) return fail(posted.error());
        return confirmed;
    };
    return follow("institution_payment.confirm_return", std::move(id), std::move(audit), std::move(is_done),
                  std::move(moved));
}

}  // namespace clearing::tests
