#include "tests/simulation/treasury.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {

void Treasury::move(const PrefundKey& key, PrefundMovementKind kind, std::int64_t fen, Millis after, Date paid_on) {
    Entry entry;
    PrefundMovement& movement = entry.movement;
    movement.key = key;
    movement.platform = PlatformName(key.counterparty.text == "310000" ? "delta" : "national");
    movement.year = 2018;
    movement.kind = kind;
    movement.amount = Money::from_fen(fen);
    movement.bank = "工商银行";
    movement.serial = fmt::format("S{}", entries_.size() + 1);
    movement.paid_on = paid_on;
    movement.made_by = "li";
    entries_.push_back(std::move(entry));
    go_on_after(entries_.back(), after);
}

bool Treasury::is_done() const {
    return std::ranges::all_of(entries_, &Entry::is_over);
}

void Treasury::go_on_after(Entry& entry, Millis span) {
    schedule_.after(span, [this, &entry, question = ++entry.question] {
        if (question == entry.question) go_on(entry);
    });
}

/// One enters, another one releases.
void Treasury::go_on(Entry& entry) {
    if (entry.is_over) return;
    go_on_after(entry, 40 * second);  // of a daemon that died over it
    const auto last = static_cast<long long>(daemons_.size()) - 1;
    Daemon& daemon = *daemons_[static_cast<std::size_t>(random_.between(0, last))];
    if (!daemon.is_up()) return go_on_after(entry, random_.between(second, 5 * second));
    daemon.move_prefund({entry.movement, entry.no, "wang"},
                        [this, &entry, question = entry.question](Result<long long> answer) {
                            if (question == entry.question) on_answer(entry, answer);
                        });
}

void Treasury::on_answer(Entry& entry, const Result<long long>& answer) {
    ++entry.question;
    if (!answer && class_of(answer.error().code) != ErrorClass::refused)
        return go_on_after(entry, random_.between(100, 5 * second));
    if (answer && entry.no == 0) {
        entry.no = *answer;
        return go_on_after(entry, random_.between(100, 5 * second));
    }
    entry.is_over = true;
    entry.is_released = answer.has_value();
    schedule_.note([&] {
        return fmt::format("prefund of {}: {} {} {}", entry.movement.key.counterparty.text,
                           name_of(entry.movement.kind), entry.movement.amount.to_yuan(),
                           answer ? "released" : sentence(answer.error()));
    });
}

}  // namespace clearing::simulation
