#pragma once

#include "gateway/services/prefund/papers.hpp"
#include "tests/support/ask.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/mappings.hpp"
#include "tests/support/memory_prefund.hpp"

namespace clearing::tests {

/// A prefund desk on books in memory, with the reviewed rules and calendar.
struct PrefundDesk {
    FakeClock clock{"2018-10-16 09:30:00"};
    MemoryBooks books{[this] { return clock.now(); }};
    MemoryPrefundBook book{books};
    mapping::TablesInForce tables{mapping::load(table_set(), DivisionCode("330200"), "0123456789ab").value()};
    prefund::Surroundings surroundings{tables, book, clock};
    prefund::Papers papers{surroundings};
    Ask ask;
    const PrefundKey shanghai{DivisionCode("310000"), Direction::visitor};

    template <class T>
    T value(ports::awaitable<Result<T>> work) {
        return ask.value(std::move(work));
    }
    /// A settlement's posting on that day, as its booking writes it.
    void booked(const char* day, const char* yuan) {
        const Money amount = *Money::parse(yuan);
        const Transfer transfer = amount.is_negative() ? Transfer{Account::h, Account::r1, Component::hifp, -amount}
                                                       : Transfer{Account::r1, Account::h, Component::hifp, amount};
        books.ledger.push_back(
            {{PlatformName("delta"), shanghai.counterparty, shanghai.direction, ClearingDay::parse(day).value()},
             transfer,
             SettlementNo(1),
             {},
             InsuranceType("310"),
             CareSetting::outpatient,
             "answered_yes"});
        books.prefunds[shanghai].use.exposure += amount;
    }
    void holds(const char* yuan) { books.prefunds[shanghai].use.held = *Money::parse(yuan); }
    /// The rules with these rows among them.
    void rules_are(std::vector<std::string> rows) {
        mapping::Tables changed = *tables.current();
        changed.prefund = prefund::Rules::load(with_rows(mapping_text("prefund_rules.tsv"), std::move(rows))).value();
        tables.replace(std::make_shared<const mapping::Tables>(std::move(changed)));
    }
    /// The deadlines stand, and no State Council's notice is known.
    void no_year_is_loaded() {
        const std::string columns = mapping_text("calendar.tsv");
        std::string none;
        std::istringstream lines(columns);
        for (std::string line; none.empty() && std::getline(lines, line);)
            if (!line.starts_with('#')) none = line + "\n";
        mapping::Tables changed = *tables.current();
        changed.calendar =
            calendar::Calendar::load({none, mapping_text("cut_offs.tsv"), mapping_text("deadlines.tsv")}).value();
        tables.replace(std::make_shared<const mapping::Tables>(std::move(changed)));
    }
};

}  // namespace clearing::tests
