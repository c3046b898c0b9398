#include "gateway/services/mapping/reports.hpp"

#include "gateway/services/mapping/reprice.hpp"
#include "gateway/services/translation/platform_vocabulary.hpp"

#include <algorithm>
#include <map>

namespace clearing::mapping {
namespace {

constexpr std::size_t bills_a_page = 200;
constexpr std::size_t suggestions_a_code = 3;

Date days_before(Date day, int days) {
    return Date{day.days - std::chrono::days(days)};
}

}  // namespace

awaitable<Result<DryRunReport>> Reports::dry_run(std::string version, int days, Progress progress) {
    auto candidate = co_await loader_.load(version);
    if (!candidate) co_return fail(candidate.error());
    const std::shared_ptr<const Tables> present = world_.tables_in_force.current();
    auto report = std::make_shared<DryRunReport>();
    report->version = std::move(version);
    report->against = present->version;
    report->last = local_date(world_.clock.now());
    report->first = days_before(report->last, days - 1);
    long long cursor = 0;
    std::size_t total = 0;
    do {
        auto page = co_await world_.usage.settled(report->first, report->last, cursor, bills_a_page);
        if (!page) co_return fail(page.error());
        if (cursor == 0) total = static_cast<std::size_t>(page->total);
        cursor = page->next;
        std::vector<translation::Vocabulary> vocabularies;
        for (const ports::BillInUse& bill : page->bills)
            vocabularies.push_back(translation::vocabulary_of(world_.other_sides, bill.visit.platform));
        std::function<void()> work = [report, present, candidate = *candidate, bills = std::move(page->bills),
                                      vocabularies = std::move(vocabularies)] {
            for (std::size_t i = 0; i < bills.size(); ++i)
                report->add(bills[i], rerun(bills[i], *present->translator, *candidate->translator, vocabularies[i]));
        };
        co_await world_.workshop.run(std::move(work));
        if (progress) progress(report->bills, total);
    } while (cursor != 0);
    co_return std::move(*report);
}

awaitable<Result<std::vector<CoverageCell>>> Reports::coverage(int days, std::size_t shown, Progress progress) {
    const std::shared_ptr<const Tables> present = world_.tables_in_force.current();
    const Date last = local_date(world_.clock.now());
    auto coverage = std::make_shared<Coverage>(*present->translator);
    long long cursor = 0;
    std::size_t done = 0, total = 0;
    do {
        auto page = co_await world_.usage.settled(days_before(last, days - 1), last, cursor, bills_a_page);
        if (!page) co_return fail(page.error());
        if (cursor == 0) total = static_cast<std::size_t>(page->total);
        cursor = page->next;
        for (const ports::BillInUse& bill : page->bills)
            coverage->add(bill, translation::vocabulary_of(world_.other_sides, bill.visit.platform));
        done += page->bills.size();
        if (progress) progress(done, total);
    } while (cursor != 0);
    auto gaps = co_await world_.store.gaps();
    if (!gaps) co_return fail(gaps.error());
    for (const ports::CodeGap& gap : *gaps)
        coverage->add(gap, last);
    co_return co_await at_the_bench(world_.workshop,
                                    [coverage, present, last, shown]() -> Result<std::vector<CoverageCell>> {
                                        return coverage->cells(last, shown, suggestions_a_code);
                                    });
}

awaitable<Result<ReplayReport>> Reports::replay(SettlementId settlement) {
    auto bill = co_await world_.usage.bill_of(settlement);
    if (!bill) co_return fail(bill.error());
    if (!*bill) co_return fail(ErrorCode::settlement_unknown, {}, {"settlement"});
    ReplayReport report;
    report.settlement = std::move(settlement);
    std::map<std::string, std::shared_ptr<const Tables>> versions;
    for (const FeeLine& line : (*bill)->lines) {
        ++report.lines;
        if ((*bill)->visit.direction != Direction::visitor) continue;  // nothing was computed for residents away
        const std::string& made_with = line.translated.map_version;
        auto& tables = versions[made_with];
        if (!tables) {
            auto loaded = co_await loader_.load(made_with);
            if (!loaded) co_return fail(loaded.error());
            tables = std::move(*loaded);
            report.versions.push_back(made_with);
        }
        std::vector<std::string> differences = mapping::replay(*tables->translator, line);
        report.differences.insert(report.differences.end(), differences.begin(), differences.end());
    }
    co_return report;
}

awaitable<Result<Reports::Lookup>> Reports::lookup(std::string version, CodeUse use) {
    if (version.empty()) version = world_.tables_in_force.current()->version;
    auto tables = co_await loader_.load(std::move(version));
    if (!tables) co_return fail(tables.error());
    co_return look_up((*tables)->translator, use);
}

Reports::Lookup look_up(std::shared_ptr<const translation::Translator> translator, const CodeUse& use) {
    Reports::Lookup lookup{translator->version(), judge(*translator, use), {}, {}, translator, {}};
    auto translated = translator->translate(use.kind, use.from, use.to, use.code, use.name, use.on);
    if (translated)
        lookup.translated = std::move(*translated);
    else
        lookup.refusal = sentence(translated.error());
    lookup.rows = translator->rows_of(use.kind, use.from, use.to, use.code, use.on);
    return lookup;
}

}  // namespace clearing::mapping
