#include "gateway/services/clearing/detail_reader.hpp"

namespace clearing::statements {

awaitable<Result<std::vector<DetailLine>>> DetailReader::next() {
    while (day_ < days_.size()) {
        DayKey day = days_[day_];
        auto page = co_await details_.page(std::move(day), after_, page_size);
        if (!page) co_return fail(page.error());
        if (page->size() < page_size) {
            ++day_;
            after_ = {};
        } else {
            after_ = page->back().no;
        }
        if (!page->empty()) co_return std::move(*page);
    }
    co_return std::vector<DetailLine>();
}

std::vector<DayKey> days_of(const PeriodStatement& statement) {
    std::vector<DayKey> days;
    for (const Statement& day : statement.days)
        days.push_back(day.key);
    return days;
}

}  // namespace clearing::statements
