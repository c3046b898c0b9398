#include "gateway/services/payments/institution_payment_service.hpp"

#include <fmt/format.h>

namespace clearing::payments {

using ports::awaitable;

namespace {

bool says_the_same(const InstitutionPayment& left, const InstitutionPayment& right) {
    return left.institution == right.institution && left.platform == right.platform &&
           left.counterparty == right.counterparty && left.date == right.date && left.amount == right.amount;
}

std::string in_words(const InstitutionPayment& payment) {
    std::string words =
        fmt::format("{} {} {}", payment.institution.text, payment.counterparty.text, payment.amount.to_yuan());
    if (!payment.back_entered.by.empty())
        words += fmt::format(" {} {}", payment.back.date.to_text(), payment.back.reason);
    return words;
}

}  // namespace

Result<void> InstitutionPaymentService::check_not_to_come(Date date) const {
    if (local_date(clock_.now()) < date) return fail(ErrorCode::invalid_value, "lies in the future", {"date"});
    return {};
}

awaitable<Result<InstitutionPayment>> InstitutionPaymentService::enter(InstitutionPayment payment, std::string by) {
    if (auto sound = check_entry(payment); !sound) co_return fail(sound.error());
    if (auto past = check_not_to_come(payment.date); !past) co_return fail(past.error());
    std::optional<InstitutionPayment> standing;
    for (int entry = 1;; ++entry) {
        payment.id = institution_payment_id(payment.bank, payment.serial, entry);
        auto found = co_await book_.payment(payment.id);
        if (!found) co_return fail(found.error());
        standing = std::move(*found);
        // Another serial's may have the same id: "S~2" of a bank, and the second entry of its "S".
        const bool is_anothers = standing && (standing->bank != payment.bank || standing->serial != payment.serial);
        if (!standing || (!standing->is_withdrawn() && !is_anothers)) break;
    }
    if (standing) {
        if (says_the_same(*standing, payment)) co_return *standing;
        co_return fail(ErrorCode::conflict,
                       fmt::format("the serial {} of {} was entered otherwise", payment.serial, payment.bank),
                       {"serial"});
    }
    const auto owed = co_await book_.owed(payment.institution, payment.platform, payment.counterparty);
    if (!owed) co_return fail(owed.error());
    if (payment.amount > sum_of(*owed))
        co_return fail(
            ErrorCode::invalid_value,
            fmt::format("{} is more than the {} it is owed", payment.amount.to_yuan(), sum_of(*owed).to_yuan()),
            {"amount"});
    const Instant now = clock_.now();
    payment.entered = {by, now};
    ports::AuditEvent event{now, "institution_payment_entered", std::move(by), payment.id, in_words(payment)};
    InstitutionPayment entered = payment;
    const Result<void> written = co_await book_.enter(std::move(payment), std::move(event));
    if (!written) co_return fail(written.error());
    co_return entered;
}

awaitable<Result<std::string>> InstitutionPaymentService::words_about(std::string id) {
    const auto standing = co_await book_.payment(id);
    if (!standing) co_return fail(standing.error());
    if (!*standing) co_return fail(ErrorCode::not_found, "there is no payment " + id, {"payment"});
    co_return in_words(**standing);
}

awaitable<Result<InstitutionPayment>> InstitutionPaymentService::confirm(std::string id, std::string by) {
    const auto words = co_await words_about(id);
    if (!words) co_return fail(words.error());
    const Instant now = clock_.now();
    Signature signature{by, now};
    ports::AuditEvent event{now, "institution_payment_confirmed", std::move(by), id, *words};
    co_return co_await book_.confirm(std::move(id), std::move(signature), std::move(event));
}

awaitable<Result<InstitutionPayment>> InstitutionPaymentService::withdraw(std::string id, std::string by) {
    const auto words = co_await words_about(id);
    if (!words) co_return fail(words.error());
    const Instant now = clock_.now();
    Signature signature{by, now};
    ports::AuditEvent event{now, "institution_payment_withdrawn", std::move(by), id, *words};
    co_return co_await book_.withdraw(std::move(id), std::move(signature), std::move(event));
}

awaitable<Result<InstitutionPayment>> InstitutionPaymentService::enter_return(std::string id, PaymentReturn back,
                                                                              std::string by) {
    const auto words = co_await words_about(id);
    if (!words) co_return fail(words.error());
    if (auto past = check_not_to_come(back.date); !past) co_return fail(past.error());
    const Instant now = clock_.now();
    Signature signature{by, now};
    std::string detail = fmt::format("{} {} {}", *words, back.date.to_text(), back.reason);
    ports::AuditEvent event{now, "institution_payment_return_entered", std::move(by), id, std::move(detail)};
    co_return co_await book_.enter_return(std::move(id), std::move(back), std::move(signature), std::move(event));
}

awaitable<Result<InstitutionPayment>> InstitutionPaymentService::withdraw_return(std::string id, std::string by) {
    const auto words = co_await words_about(id);
    if (!words) co_return fail(words.error());
    ports::AuditEvent event{clock_.now(), "institution_payment_return_withdrawn", std::move(by), id, *words};
    co_return co_await book_.withdraw_return(std::move(id), std::move(event));
}

awaitable<Result<InstitutionPayment>> InstitutionPaymentService::confirm_return(std::string id, std::string by) {
    const auto words = co_await words_about(id);
    if (!words) co_return fail(words.error());
    const Instant now = clock_.now();
    Signature signature{by, now};
    ports::AuditEvent event{now, "institution_payment_returned", std::move(by), id, *words};
    co_return co_await book_.confirm_return(std::move(id), std::move(signature), std::move(event));
}

}  // namespace clearing::payments
