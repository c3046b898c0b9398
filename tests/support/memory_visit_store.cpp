#include "tests/support/memory_visit_store.hpp"

#include <algorithm>
#include <set>

namespace clearing::tests {

using ports::awaitable;

namespace {

using KeptLine = MemoryBooks::KeptLine;

constexpr std::string_view everything = "0000";  ///< on the wire: all unsettled lines

const KeptLine* present_line(const std::vector<KeptLine>& kept, const LineId& id) {
    const auto found =
        std::ranges::find_if(kept, [&](const KeptLine& line) { return !line.removed && line.line.id == id; });
    return found == kept.end() ? nullptr : &*found;
}

std::vector<std::string> repeated_ids(const std::vector<FeeLine>& lines) {
    std::set<LineId> seen;
    std::set<std::string> repeated;
    for (const FeeLine& line : lines)
        if (!seen.insert(line.id).second) repeated.insert(line.id.text);
    return {repeated.begin(), repeated.end()};
}

std::vector<std::string> taken_ids(const std::vector<KeptLine>& kept, const std::vector<FeeLine>& lines) {
    std::set<std::string> taken;
    for (const FeeLine& line : lines)
        if (present_line(kept, line.id) != nullptr) taken.insert(line.id.text);
    return {taken.begin(), taken.end()};
}

/// Everything that the port lets change of a visit.
void overwrite(Visit& kept, const Visit& visit) {
    kept.person = visit.person;
    kept.diagnoses = visit.diagnoses;
    kept.begin_time = visit.begin_time;
    kept.end_time = visit.end_time;
    kept.filings = visit.filings;
    kept.insurance_type = visit.insurance_type;
    kept.med_type = visit.med_type;
    kept.stay_number = visit.stay_number;
    kept.emergency = visit.emergency;
    kept.state = visit.state;
    kept.their_id = visit.their_id;
}

}  // namespace

awaitable<Result<Visit>> MemoryVisitStore::open(Visit visit) {
    auto work = [this, &visit](MemoryWrite& write) -> Result<Visit> {
        for (const auto& [no, kept] : books_.visits)
            if (kept.id == visit.id) return kept;
        visit.no = VisitNo(++books_.last_number);
        return write.at(books_.visits, visit.no) = visit;
    };
    co_return co_await link_.write("visit.open", work);
}

awaitable<Result<std::optional<Visit>>> MemoryVisitStore::find(VisitId our_id) {
    auto work = [this, &our_id]() -> Result<std::optional<Visit>> {
        for (const auto& [no, kept] : books_.visits)
            if (kept.id == our_id) return kept;
        return std::nullopt;
    };
    co_return co_await link_.read("visit.find", work);
}

awaitable<Result<std::vector<Visit>>> MemoryVisitStore::find_of_person(std::string person_number,
                                                                       std::string begin_time, std::string end_time) {
    // A bare end date means the whole day.
    if (end_time.size() == 10) end_time += " 23:59:59";
    auto work = [this, &person_number, &begin_time, &end_time]() -> Result<std::vector<Visit>> {
        std::vector<Visit> found;
        for (const auto& [no, kept] : books_.visits) {
            const bool inside = kept.begin_time >= begin_time && (end_time.empty() || kept.begin_time <= end_time);
            if (kept.person.number == person_number && inside) found.push_back(kept);
        }
        std::ranges::sort(found, {}, [](const Visit& visit) { return std::pair(visit.begin_time, visit.no); });
        return found;
    };
    co_return co_await link_.read("visit.find", work);
}

awaitable<Result<void>> MemoryVisitStore::update(Visit visit) {
    auto work = [this, &visit](MemoryWrite& write) -> Result<void> {
        for (auto& [no, kept] : books_.visits)
            if (kept.id == visit.id) {
                if (kept.revision != visit.revision) return fail(ErrorCode::conflict);
                Visit& changed = write.changed(kept);
                overwrite(changed, visit);
                ++changed.revision;
                return {};
            }
        return fail(ErrorCode::visit_unknown);
    };
    co_return co_await link_.write("visit.update", work);
}

/// Taken by a settlement, or held by one whose outcome is open: the line was there at its intent.
bool MemoryVisitStore::is_taken(const Visit& visit, const KeptLine& line) const {
    if (line.settled_by) return true;
    return std::ranges::any_of(books_.records, [&](const auto& entry) {
        const auto& [no, record] = entry;
        return record.visit == visit.id && record.kind == SettlementKind::settle && is_unresolved(record.state) &&
               !books_.reopened.contains(no) && line.was_free_at(books_.lines_until.at(no)) &&
               (record.care == CareSetting::inpatient || record.bill.bill == line.line.bill);
    });
}

/// Per original line, Σ refunds ≤ original (SETTLEMENT §5), as the visit now stands. A refund's original is a forward
/// line that is still there and that no settlement holds.
Result<void> MemoryVisitStore::check_refunds(const Visit& visit, const std::vector<LineId>& originals) const {
    const std::vector<KeptLine>& kept = books_.lines.at(visit.no);
    std::map<LineId, Money> refunded;
    for (const KeptLine& line : kept)
        if (!line.removed && !line.line.refund_of.empty() &&
            std::ranges::find(originals, line.line.refund_of) != originals.end())
            refunded[line.line.refund_of] += line.line.amount;
    std::vector<std::string> unsound;
    std::optional<ErrorCode> worst;
    for (const auto& [id, sum] : refunded) {
        const KeptLine* original = present_line(kept, id);
        if (original != nullptr && !original->line.refund_of.empty()) original = nullptr;
        std::optional<ErrorCode> code;
        if (original == nullptr)
            code = ErrorCode::unknown_line;
        else if (!original->told && is_taken(visit, *original))
            code = ErrorCode::line_already_settled;
        else if ((original->line.amount + sum).is_negative())
            code = ErrorCode::refund_exceeds_original;
        if (!code) continue;
        if (!worst) worst = code;
        unsound.push_back(id.text);
    }
    if (worst) return fail(*worst, "the refunds of a line", std::move(unsound));
    return {};
}

Result<void> MemoryVisitStore::check_takes_lines(VisitNo visit, const std::vector<FeeLine>& lines) const {
    const auto owner = books_.visits.find(visit);
    if (owner == books_.visits.end()) return fail(ErrorCode::visit_unknown);
    if (owner->second.state == VisitState::cancelled) return fail(ErrorCode::visit_closed);
    if (auto repeated = repeated_ids(lines); !repeated.empty())
        return fail(ErrorCode::duplicate_line, "a line id stands twice in the upload", std::move(repeated));
    return {};
}

/// `told_of`: their settlement; nothing: they are free.
Result<void> MemoryVisitStore::insert(MemoryWrite& write, VisitNo visit, std::vector<FeeLine> lines,
                                      std::optional<SettlementNo> told_of) {
    Visit& owner = books_.visits.at(visit);
    ++write.changed(owner).revision;
    std::vector<LineId> originals;
    for (FeeLine& line : lines) {
        if (!line.refund_of.empty()) originals.push_back(line.refund_of);
        write.at(books_.lines, visit)
            .push_back({std::move(line), told_of, false, ++books_.last_number, 0, told_of.has_value()});
    }
    return check_refunds(owner, originals);
}

Result<void> MemoryVisitStore::add(MemoryWrite& write, VisitNo visit, std::vector<FeeLine> lines) {
    if (auto takes = check_takes_lines(visit, lines); !takes) return takes;
    if (auto taken = taken_ids(write.at(books_.lines, visit), lines); !taken.empty())
        return fail(ErrorCode::duplicate_line, "the visit has a line of this id", std::move(taken));
    return insert(write, visit, std::move(lines), std::nullopt);
}

Result<void> MemoryVisitStore::replace_told(MemoryWrite& write, VisitNo visit, SettlementNo of,
                                            std::vector<FeeLine> lines) {
    if (auto takes = check_takes_lines(visit, lines); !takes) return takes;
    std::vector<std::string> taken;
    for (KeptLine& kept : write.at(books_.lines, visit)) {
        const bool is_told_again =
            std::ranges::any_of(lines, [&](const FeeLine& line) { return line.id == kept.line.id; });
        if (kept.removed || !is_told_again) continue;
        if (!kept.told && is_taken(books_.visits.at(visit), kept)) taken.push_back(kept.line.id.text);
        kept.removed = true;
        kept.settled_by.reset();
    }
    if (!taken.empty())
        return fail(ErrorCode::line_already_settled, "another settlement has taken it", std::move(taken));
    return insert(write, visit, std::move(lines), of);
}

awaitable<Result<void>> MemoryVisitStore::add_lines(VisitNo visit, std::vector<FeeLine> lines) {
    auto work = [this, visit, &lines](MemoryWrite& write) { return add(write, visit, lines); };
    co_return co_await link_.write("visit.add_lines", work);
}

awaitable<Result<void>> MemoryVisitStore::keep_told(VisitNo visit, SettlementNo of, std::vector<FeeLine> lines) {
    auto work = [this, visit, of, &lines](MemoryWrite& write) { return replace_told(write, visit, of, lines); };
    co_return co_await link_.write("visit.keep_told", work);
}

Result<long long> MemoryVisitStore::remove(MemoryWrite& write, VisitNo visit, const BillNumber& bill,
                                           const std::vector<LineId>& lines) {
    const auto owner = books_.visits.find(visit);
    if (owner == books_.visits.end()) return fail(ErrorCode::visit_unknown);
    const bool all_lines = lines.empty() || (lines.size() == 1 && lines.front().text == everything);
    const bool all_bills = bill.empty() || bill.text == everything;
    const auto is_named = [&](const KeptLine& line) {
        return (all_bills || line.line.bill == bill) &&
               (all_lines || std::ranges::find(lines, line.line.id) != lines.end());
    };
    std::vector<KeptLine>& kept = write.at(books_.lines, visit);
    std::set<LineId> known;
    std::vector<std::string> taken, unknown;
    std::vector<KeptLine*> removable;
    for (KeptLine& line : kept) {
        if (line.removed || !is_named(line)) continue;
        known.insert(line.line.id);
        if (is_taken(owner->second, line))
            taken.push_back(line.line.id.text);
        else
            removable.push_back(&line);
    }
    if (!all_lines)
        for (const LineId& id : lines)
            if (!known.contains(id)) unknown.push_back(id.text);
    if (!unknown.empty()) return fail(ErrorCode::unknown_line, "the visit has no such line", std::move(unknown));
    // "All" means all unsettled ones; a bill or a line that is named is refused when it is settled.
    if (!(all_lines && all_bills) && !taken.empty())
        return fail(ErrorCode::line_already_settled, "cancel first", std::move(taken));
    std::vector<LineId> removed;
    if (!removable.empty()) ++write.changed(owner->second).revision;
    for (KeptLine* line : removable) {
        line->removed = true;
        removed.push_back(line->line.id);
    }
    if (auto sound = check_refunds(owner->second, removed); !sound) {
        Error why = sound.error();
        if (why.code == ErrorCode::unknown_line) why.code = ErrorCode::refund_exceeds_original;
        return fail(std::move(why));
    }
    return static_cast<long long>(removable.size());
}

awaitable<Result<long long>> MemoryVisitStore::remove_lines(VisitNo visit, BillNumber bill, std::vector<LineId> lines) {
    auto work = [this, visit, &bill, &lines](MemoryWrite& write) { return remove(write, visit, bill, lines); };
    co_return co_await link_.write("visit.remove_lines", work);
}

awaitable<Result<std::vector<ports::StoredLine>>> MemoryVisitStore::lines(VisitNo visit) {
    auto work = [this, visit]() -> Result<std::vector<ports::StoredLine>> {
        std::vector<ports::StoredLine> present;
        if (const auto found = books_.lines.find(visit); found != books_.lines.end())
            for (const KeptLine& line : found->second)
                if (!line.removed) present.push_back({line.line, line.settled_by});
        return present;
    };
    co_return co_await link_.read("visit.lines", work);
}

awaitable<Result<void>> MemoryVisitStore::keep_quote(BillKey bill, SettledBill quote, Instant expires_at) {
    auto work = [this, &bill, &quote, expires_at](MemoryWrite& write) -> Result<void> {
        write.at(books_.quotes, bill) = {quote.quote, quote.split, expires_at};
        return {};
    };
    co_return co_await link_.write("visit.keep_quote", work);
}

}  // namespace clearing::tests
