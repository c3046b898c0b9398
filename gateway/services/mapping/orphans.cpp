#include "gateway/services/mapping/orphans.hpp"

#include "gateway/services/mapping/code_uses.hpp"
#include "gateway/services/translation/platform_vocabulary.hpp"

#include <map>

#include <fmt/format.h>

namespace clearing::mapping {
namespace {

constexpr std::size_t visits_a_page = 200;
constexpr std::chrono::days still_to_be_settled{90};  ///< an outpatient bill comes within the quarter

using Counts = std::map<std::string, std::size_t>;

void count_orphans(const ports::BillInUse& bill, const Tables& present, const Tables& candidate,
                   translation::Vocabulary platform, Counts& counts) {
    for (const CodeUse& use : code_uses(bill, platform))
        if (!stops(judge(*present.translator, use)) && stops(judge(*candidate.translator, use)))
            ++counts[fmt::format("{} {} from {} to {} on {}", name_of(use.kind), use.code, name_of(use.from),
                                 name_of(use.to), use.on.to_text())];
}

}  // namespace

awaitable<Result<std::vector<std::string>>> find_orphans(World& world, std::shared_ptr<const Tables> present,
                                                         std::shared_ptr<const Tables> candidate, Progress progress) {
    Counts counts;
    const Date since{local_date(world.clock.now()).days - still_to_be_settled};
    long long cursor = 0;
    std::size_t done = 0, total = 0;
    do {
        auto page = co_await world.usage.open_visits(since, cursor, visits_a_page);
        if (!page) co_return fail(page.error());
        for (const ports::BillInUse& bill : page->bills)
            count_orphans(bill, *present, *candidate,
                          translation::vocabulary_of(world.other_sides, bill.visit.platform), counts);
        done += page->bills.size();
        if (cursor == 0) total = static_cast<std::size_t>(page->total);
        if (progress) progress(done, total);
        cursor = page->next;
    } while (cursor != 0);
    std::vector<std::string> sentences;
    for (const auto& [code, visits] : counts)
        sentences.push_back(fmt::format("{}: in {} open {}", code, visits, visits == 1 ? "visit" : "visits"));
    co_return sentences;
}

}  // namespace clearing::mapping
