#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/statement.hpp"

#include <compare>
#include <string>
#include <vector>

namespace clearing {

/// A calendar month in Asia/Shanghai: its first day.
struct Month {
    Date first;

    /// "2018-10". Error: invalid_value.
    static Result<Month> parse(std::string_view text);
    static Month of(Date day);
    std::string to_text() const { return first.to_text().substr(0, 7); }
    Date last() const;
    bool contains(Date day) const { return first <= day && day <= last(); }
    Month next() const { return {last().next()}; }
    auto operator<=>(const Month&) const = default;
};

/// Whose table: the national platform's with one counterparty, one direction.
struct MonthKey {
    PlatformName platform;
    DivisionCode counterparty;
    Direction direction{};
    Month month;

    auto operator<=>(const MonthKey&) const = default;
};

/// Lines alike in all that a month's table asks about, counted and summed. The table groups by setl_time, the days by
/// the clearing day; both are told, and a line that crosses a month is in the groups of both.
struct MonthGroup {
    InsuranceType insurance_type;
    CareSetting care{};
    bool settled_in_month = false;           ///< by setl_time
    std::optional<ClearingDay> cleared_day;  ///< none: carried, not cleared yet
    ClearingDay agreement_day;               ///< by whose agreement they clear (DayLine::agreement_day)
    DayCell lines;                           ///< counts and sums
};

/// A posting beside settlements that moves what is owed: audit deduction, dispute, manual entry, by its clearing day.
struct MonthAdjustment {
    InsuranceType insurance_type;
    CareSetting care{};
    Component component{};
    Money amount;  ///< signed: what the insured side owes more
    std::string voucher;

    bool operator==(const MonthAdjustment&) const = default;
};

/// A row of 《跨省异地就医费用清算表》 (DOMAIN §2): 结算人次, 清分人次, 医疗费用总金额, 个人支付, 记账金额 by
/// component.
struct MonthRow {
    InsuranceType insurance_type;
    CareSetting care{};
    long long settled = 0;              ///< 结算人次: settlements − cancels with setl_time in the month
    long long allocated = 0;            ///< 清分人次: those of them that have cleared
    Money total;                        ///< 医疗费用总金额 of what has cleared
    Money personal;                     ///< 个人支付: what the person pays, account included (psn_part_amt)
    std::map<Component, Money> booked;  ///< 记账金额 by component, by the agreement

    Money booked_total() const;
};

/// The month's table with one counterparty: rows ascending, 序号 is their place.
struct MonthTable {
    MonthKey key;
    std::vector<MonthRow> rows;
    std::vector<MonthAdjustment> adjustments;
    long long carried = 0;         ///< lines with setl_time in the month that have not cleared yet
    long long late_in = 0;         ///< lines of earlier months that cleared in this one: not in the rows
    long long late_out = 0;        ///< lines of this month that cleared in a later one: in the rows
    bool days_are_agreed = false;  ///< every day of the month there is

    Money booked_total() const;
    Money adjusted_total() const;  ///< with the adjustments
};

/// One figure that is not the sum of the days plus adjustments.
struct MonthDifference {
    InsuranceType insurance_type;
    CareSetting care{};
    std::string figure;  ///< "settlements", "total", "hifp" …
    std::string by_lines, by_days;

    bool operator==(const MonthDifference&) const = default;
};

}  // namespace clearing
