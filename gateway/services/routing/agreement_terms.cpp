#include "gateway/services/routing/agreement_terms.hpp"

#include "gateway/domain/calendar.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace clearing::routing {
namespace {

constexpr int longest_term = 250;  ///< about a year of working days

bool read_yes(const tables::Row& row, std::string_view column, tables::Findings& findings) {
    const std::string& text = row[column];
    if (text != "yes" && text != "no")
        findings.add(row.where(), fmt::format("{} is '{}', not yes or no", column, text));
    return text == "yes";
}

int read_days(const tables::Row& row, std::string_view column, tables::Findings& findings) {
    const std::string& text = row[column];
    int days = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (failure != std::errc() || end != text.data() + text.size() || days < 1 || days > longest_term)
        findings.add(row.where(), fmt::format("{} is '{}', not a number from 1 to {}", column, text, longest_term));
    return days;
}

PaymentCycle read_cycle(const tables::Row& row, tables::Findings& findings) {
    if (const auto cycle = payment_cycle_named(row["cycle"])) return *cycle;
    findings.add(row.where(), fmt::format("'{}' is not a payment cycle", row["cycle"]));
    return PaymentCycle::monthly;
}

std::string read_year_end(const tables::Row& row, tables::Findings& findings) {
    // In a leap year, so that 02-29 is a day as well.
    if (row["year_closes"].size() != 5 || !Date::parse("2020-" + row["year_closes"]))
        findings.add(row.where(), fmt::format("year_closes is '{}', not a day like 03-31", row["year_closes"]));
    return row["year_closes"];
}

}  // namespace

AgreementTerms read_terms(const tables::Row& row, tables::Findings& findings) {
    AgreementTerms terms;
    terms.agreement = row["id"];
    terms.netting = read_yes(row, "netting", findings);
    terms.cycle = read_cycle(row, findings);
    terms.days_to_finance = read_days(row, "days_to_finance", findings);
    terms.days_to_pay = read_days(row, "days_to_pay", findings);
    terms.prefund_offset = read_yes(row, "prefund_offset", findings);
    terms.year_closes = read_year_end(row, findings);
    return terms;
}

}  // namespace clearing::routing
