// The fee lines of the insured side: which bill has which of them.
#include "sim-peers/national/answers.hpp"
#include "sim-peers/national/insured_side.hpp"

#include <algorithm>

namespace clearing::peers::national {

namespace {

const char* const all_of_them = "0000";

/// The line as it was taken in; where it does not state its split, all of it is in scope.
Json result_of(const Json& row, Fen amount) {
    Json result = Json::object();
    for (const char* name : {"feedetl_sn", "det_item_fee_sumamt", "cnt", "pric"})
        result.set(name, row[name]);
    const bool stated = !row.text("inscp_scp_amt").empty();
    for (const char* name : {"fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt"})
        result.set(name, stated ? row[name] : Json::number(0));
    result.set("inscp_scp_amt", stated ? row["inscp_scp_amt"] : yuan(amount));
    result.set("pric_uplmt_amt", Json::number(999999))
        .set("chrgitm_lv", "01")
        .set("med_chrgitm_type", "14")
        .set("lmt_used_flag", "0");
    return result;
}

template <class Lines>
Fen sum_of(const Lines& lines) {
    Fen sum;
    for (const auto* line : lines)
        sum += line->amount;
    return sum;
}

}  // namespace

Answered<void> InsuredSide::check_visit(const Json& row) {
    const auto visit = centre_.visit(row.text("mdtrt_id"));
    if (!visit) return std::unexpected(visit.error());
    if (!row.text("psn_no").empty() && row.text("psn_no") != (*visit)->person->number)
        return std::unexpected(refusals::person_differs("psn_no"));
    return {};
}

/// The line alone.
Answered<InsuredSide::UploadedLine> InsuredSide::line_of(const Request& request, const Json& row) {
    if (const auto sound = check_visit(row); !sound) return std::unexpected(sound.error());
    const std::string id = row.text("feedetl_sn");
    if (id.empty()) return std::unexpected(refusals::missing_field("feedetl_sn"));
    if (id == all_of_them) return std::unexpected(refusals::invalid_value("feedetl_sn"));
    const std::string bill_no = request.infno == "2204" ? row.text("chrg_bchno") : whole_stay;
    if (bill_no.empty()) return std::unexpected(refusals::missing_field("chrg_bchno"));
    const auto amount = read_fen(row.text("det_item_fee_sumamt"));
    const auto computed = product(row.text("cnt"), row.text("pric"));
    if (!amount || !computed) return std::unexpected(refusals::invalid_value("det_item_fee_sumamt"));
    if (std::abs(amount->value - computed->value) > 1) {
        return std::unexpected(
            Refusal{1406, "明细数量单价金额不符", "amounts break law F", {"det_item_fee_sumamt"}, {}, {}, {}});
    }
    return UploadedLine{bill_no, *amount};
}

Answered<Json> InsuredSide::lines(const Request& request) {
    Json results = Json::array(), output = Json::object();
    Lines staged;
    std::map<std::string, std::vector<UploadedLine*>> by_bill;  // in the order they came
    const auto& rows = request.input["feedetail"].items();
    if (rows.empty()) return std::unexpected(refusals::missing_field("feedetail"));
    const std::string visit_id = rows.front().text("mdtrt_id");
    Lines& here = lines_[visit_id];
    for (const auto& row : rows) {
        if (row.text("mdtrt_id") != visit_id) return std::unexpected(refusals::invalid_value("mdtrt_id"));
        auto line = line_of(request, row);
        if (!line) return std::unexpected(line.error());
        const std::string id = row.text("feedetl_sn");
        const auto known = here.find(id);
        if (staged.contains(id) || (known != here.end() && !known->second.told))
            return std::unexpected(refusals::duplicate_line());
        UploadedLine& added = staged[id] = std::move(*line);
        by_bill[added.bill_no].push_back(&added);
        results.push(result_of(row, added.amount));
    }
    for (const auto& [bill_no, lines] : by_bill)
        if (!tell(request, visit_id, bill_no, lines, staged)) return std::unexpected(refusals::law_broken("G"));
    for (auto& [id, line] : staged) {
        if (const auto known = here.find(id); known != here.end()) lose(known->second);
        here[id] = line;
    }
    output.set("result", std::move(results));
    return output;
}

std::vector<InsuredSide::Settled> InsuredSide::settled_of(const Request& request, const std::string& visit,
                                                          const std::string& bill_no, const Lines& besides) {
    std::vector<Settled> settled;
    for (const Record* record : centre_.book().live_of_visit(visit)) {
        const bool is_of_bill = record->inpatient || record->bill_no == bill_no;
        if (record->institution != request.institution || !is_of_bill) continue;
        Fen lacking = record->split.scope.total;
        for (const auto& [id, line] : lines_[visit])
            if (line.settled_by == record->key && !besides.contains(id)) lacking -= line.amount;
        settled.push_back({record, lacking});
    }
    return settled;
}

/// An outpatient bill comes whole, a stay in parts: its bills are filled in the order they were booked. While the stay
/// has a bill to come, lines that overfill the booked ones are that bill's.
bool InsuredSide::tell(const Request& request, const std::string& visit, const std::string& bill_no,
                       const std::vector<UploadedLine*>& lines, const Lines& staged) {
    std::vector<Settled> settled = settled_of(request, visit, bill_no, staged);
    if (settled.empty()) return true;
    Fen lacking;
    for (const Settled& one : settled)
        lacking += one.lacking;
    const bool is_stay = settled.front().record->inpatient;
    const bool replaces_settled = std::ranges::any_of(staged, [&](const auto& entry) {
        const auto known = lines_[visit].find(entry.first);
        return known != lines_[visit].end() && is_settled(known->second);
    });
    const bool must_fit = replaces_settled || centre_.book().live_of_bill(request.institution, visit, bill_no);
    const Fen sum = sum_of(lines);
    const bool fits = is_stay ? lacking != Fen{} && sum <= lacking : sum == lacking;
    if (must_fit && !fits) return false;
    std::vector<const Record*> owners;
    for (const UploadedLine* line : lines) {
        auto next = std::ranges::find_if(settled, [](const Settled& one) { return one.lacking != Fen{}; });
        if (next == settled.end() && must_fit) --next;
        owners.push_back(next == settled.end() ? nullptr : next->record);
        if (next != settled.end()) next->lacking -= line->amount;
    }
    const bool overfilled = std::ranges::any_of(settled, [](const Settled& one) { return one.lacking < Fen{}; });
    if (overfilled && !must_fit) return true;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!owners[i]) continue;
        lines[i]->settled_by = owners[i]->key;
        lines[i]->told = true;
    }
    return true;
}

bool InsuredSide::is_settled(const UploadedLine& line) const {
    const Record* by = line.settled_by.empty() ? nullptr : centre_.book().find(line.settled_by);
    return by && by->is_live();
}

std::vector<InsuredSide::UploadedLine*> InsuredSide::free_lines(const std::string& visit, const std::string& bill_no) {
    std::vector<UploadedLine*> free;
    for (auto& [id, line] : lines_[visit])
        if (line.bill_no == bill_no && is_free(line)) free.push_back(&line);
    return free;
}

/// Law G, of lines that came before the bill. Without any, only a number tells the next bill of a stay from the last
/// one.
Answered<void> InsuredSide::check_lines_of(const CentreBill& bill, bool is_numbered) {
    const bool is_stay = (*centre_.visit(bill.visit_key))->inpatient;
    const auto free = free_lines(bill.visit_key, is_stay ? whole_stay : bill.bill_no);
    if (free.empty()) {
        const bool came_before =
            std::ranges::any_of(lines_[bill.visit_key], [](const auto& e) { return !e.second.told; });
        if (!is_numbered && came_before) return std::unexpected(refusals::bill_without_lines());
        return {};
    }
    if (sum_of(free) != bill.scope.total) return std::unexpected(refusals::law_broken("G"));
    return {};
}

void InsuredSide::take_lines(const Record& by) {
    for (UploadedLine* line : free_lines(by.visit_key, by.inpatient ? whole_stay : by.bill_no)) {
        lose(*line);
        line->settled_by = by.key;
    }
}

/// Who had it before will not get it back.
void InsuredSide::lose(const UploadedLine& line) {
    if (!line.settled_by.empty() && !is_settled(line)) lost_lines_.insert(line.settled_by);
}

/// All or none. "0000" means what is unsettled; a line or a bill that is named must be so.
Answered<Json> InsuredSide::remove_lines(const Request& request) {
    Json rows = Json::array();
    if (request.node().is_array())
        rows = request.node();
    else
        rows.push(request.node());
    const bool by_bill = request.infno == "2205";
    const char* const name = by_bill ? "chrg_bchno" : "feedetl_sn";
    std::vector<std::pair<std::string, std::string>> removed;  // visit, line
    std::vector<std::string> missing, settled;
    for (const auto& row : rows.items()) {
        if (const auto sound = check_visit(row); !sound) return std::unexpected(sound.error());
        const std::string visit = row.text("mdtrt_id"), which = row.text(name);
        if (which.empty()) return std::unexpected(refusals::missing_field(name));
        const bool all = which == all_of_them;
        if (!all && !by_bill && !lines_[visit].contains(which)) missing.push_back(which);
        for (const auto& [id, line] : lines_[visit]) {
            if (!all && (by_bill ? line.bill_no : id) != which) continue;
            if (!is_settled(line))
                removed.emplace_back(visit, id);
            else if (!all)
                settled.push_back(id);
        }
    }
    if (!missing.empty()) return std::unexpected(refusals::unknown_line(std::move(missing)));
    if (!settled.empty()) return std::unexpected(refusals::line_already_settled(std::move(settled)));
    for (const auto& [visit, id] : removed) {
        const auto found = lines_[visit].find(id);
        if (found == lines_[visit].end()) continue;  // named twice
        lose(found->second);
        lines_[visit].erase(found);
    }
    return Json::object();
}

}  // namespace clearing::peers::national
