#include "tests/support/memory_mapping_store.hpp"

#include "tests/support/memory_books.hpp"

#include <algorithm>
#include <tuple>

namespace clearing::tests {

using ports::awaitable;
using ports::CodeGap;
using ports::MappingActivation;
using ports::MappingVersion;

namespace {

auto key_of(const CodeGap& gap) {
    return std::tie(gap.platform, gap.kind, gap.from, gap.to, gap.code, gap.outcome);
}

}  // namespace

const MemoryMappingStore::Kept* MemoryMappingStore::find_kept(const std::string& id) const {
    const auto found = std::ranges::find_if(kept, [&](const Kept& one) { return one.version.id == id; });
    return found == kept.end() ? nullptr : &*found;
}

awaitable<Result<bool>> MemoryMappingStore::keep(MappingVersion version, std::map<std::string, std::string> texts,
                                                 ports::AuditEvent event) {
    if (unavailable) co_return fail(store_failure());
    if (const Kept* present = find_kept(version.id)) {
        if (present->version.digest != version.digest)
            co_return fail(ErrorCode::conflict, "another mapping version has the id " + version.id);
        co_return false;
    }
    kept.push_back({std::move(version), std::move(texts)});
    audit_.events.push_back(std::move(event));
    co_return true;
}

awaitable<Result<std::vector<MappingVersion>>> MemoryMappingStore::versions() {
    if (unavailable) co_return fail(store_failure());
    std::multimap<Instant, MappingVersion> by_time;  // equal times: in the order they came
    for (const Kept& one : kept)
        by_time.emplace(one.version.made_at, one.version);
    std::vector<MappingVersion> newest_first;
    for (auto one = by_time.rbegin(); one != by_time.rend(); ++one)
        newest_first.push_back(one->second);
    co_return newest_first;
}

awaitable<Result<std::optional<MappingVersion>>> MemoryMappingStore::find(std::string id) {
    if (unavailable) co_return fail(store_failure());
    const Kept* found = find_kept(id);
    co_return found == nullptr ? std::nullopt : std::optional(found->version);
}

awaitable<Result<std::map<std::string, std::string>>> MemoryMappingStore::texts(std::string id,
                                                                                std::vector<std::string> files) {
    if (unavailable) co_return fail(store_failure());
    const Kept* found = find_kept(id);
    if (found == nullptr) co_return fail(ErrorCode::not_found, "no mapping version " + id);
    std::map<std::string, std::string> wanted;
    for (const auto& [file, text] : found->texts)
        if (files.empty() || std::ranges::find(files, file) != files.end()) wanted.emplace(file, text);
    co_return wanted;
}

awaitable<Result<std::vector<MappingActivation>>> MemoryMappingStore::activations() {
    if (unavailable) co_return fail(store_failure());
    std::vector<MappingActivation> in_order = activated;
    std::ranges::sort(in_order, {}, [](const MappingActivation& one) { return std::pair(one.effective_at, one.no); });
    co_return in_order;
}

awaitable<Result<MappingActivation>> MemoryMappingStore::activate(MappingActivation activation,
                                                                  std::vector<long long> withdrawn,
                                                                  long long expected_last, ports::AuditEvent event) {
    if (unavailable) co_return fail(store_failure());
    const long long last = activated.empty() ? 0 : activated.back().no;
    if (last != expected_last) co_return fail(ErrorCode::conflict, "another activation came in between");
    const Kept* version = find_kept(activation.version);
    if (version == nullptr) co_return fail(ErrorCode::not_found, "no mapping version " + activation.version);
    if (activation.action == ports::MappingAction::activate && version->version.made_by == activation.by)
        co_return fail(ErrorCode::forbidden, "the maker of a version does not activate it");

    // After this point the activation must succeed.
    for (MappingActivation& one : activated) {
        const bool named = std::ranges::find(withdrawn, one.no) != withdrawn.end();
        if (named && one.withdrawn_by.empty() && one.effective_at > activation.at) one.withdrawn_by = activation.by;
    }
    activation.no = last + 1;
    activation.withdrawn_by.clear();
    activated.push_back(activation);
    audit_.events.push_back(std::move(event));
    co_return activation;
}

awaitable<Result<void>> MemoryMappingStore::note_gaps(std::vector<CodeGap> gaps) {
    if (unavailable) co_return fail(store_failure());
    for (CodeGap& gap : gaps) {
        gap.times = std::max(gap.times, 1LL);
        const auto sum = std::ranges::find_if(noted, [&](const CodeGap& one) { return key_of(one) == key_of(gap); });
        if (sum == noted.end()) {
            noted.push_back(std::move(gap));
            continue;
        }
        if (!gap.name.empty()) sum->name = gap.name;
        sum->times += gap.times;
        sum->amount += gap.amount;
        sum->last_seen = std::max(sum->last_seen, gap.last_seen);
    }
    co_return Result<void>{};
}

awaitable<Result<std::vector<CodeGap>>> MemoryMappingStore::gaps() {
    if (unavailable) co_return fail(store_failure());
    std::vector<CodeGap> most_money_first = noted;
    std::ranges::sort(most_money_first, [](const CodeGap& one, const CodeGap& other) {
        if (one.amount != other.amount) return one.amount > other.amount;
        if (one.times != other.times) return one.times > other.times;
        return key_of(one) < key_of(other);
    });
    co_return most_money_first;
}

}  // namespace clearing::tests
