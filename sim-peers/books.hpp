#pragma once

#include "sim-peers/json.hpp"
#include "sim-peers/refusal.hpp"
#include "sim-peers/split.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace clearing::peers {

enum class RecordState { in_doubt, booked, refused, reversed, cancelled };
const char* name_of(RecordState state);

/// One settlement or cancel in one centre's book.
struct Record {
    std::string key;     ///< what the asker names it by: the message id (national) or division|settlement id (Delta)
    std::string own_id;  ///< this centre's setl_id
    std::string settlement_id;  ///< as it travels: Delta's settlement id; national: the same as own_id
    bool is_cancel = false;
    std::string original_key;  ///< of a cancel
    RecordState state = RecordState::booked;
    std::string visit_key, visit_id, bill_no, institution;
    std::string person_key, person_number, insurance_type, med_type;
    bool inpatient = false;
    std::string treatment_division, insured_division;
    Split split;
    std::string assigned_day, cleared_day;
    bool carried = false;   ///< taken out of a closed day, not cleared yet
    bool left_out = false;  ///< of the agreed statement of its day
    bool hidden = false;    ///< fences and refusals: no settlement, only a memory of the id
    bool doubled = false;   ///< listed twice: a fault
    bool spoilt = false;    ///< by a fault of the book (book_faults.hpp)
    std::string settled_at;
    std::string their_id;                    ///< the other side's setl_id, where there is one
    std::size_t script = 0, script_row = 0;  ///< 1 + index of the scripted outcome it used; 0: the benefit engine
    Refusal refusal;

    std::string care_kind() const { return inpatient ? "inpatient" : "outpatient"; }
    std::string clearing_type() const { return inpatient ? "21" : "11"; }
    int sign() const { return is_cancel ? -1 : 1; }
    /// A settlement that holds its bill.
    bool is_live() const {
        return !is_cancel && !hidden && (state == RecordState::booked || state == RecordState::in_doubt);
    }
    /// In lists, counts and clearing: booked, and still when a later cancel undid it.
    bool is_line() const { return !hidden && (state == RecordState::booked || state == RecordState::cancelled); }
    /// The day it clears on; empty while it is carried.
    std::string clearing_day() const {
        return !cleared_day.empty() ? cleared_day : carried ? std::string() : assigned_day;
    }
    /// The day whose lists it stands in: its own lists what it left out until another day clears it (decision 0015).
    std::string listed_day() const { return left_out && cleared_day.empty() ? assigned_day : clearing_day(); }
};

/// One (insurance type, care kind) of a day or of a whole book.
struct CellSum {
    long long settlements = 0, cancels = 0;
    Split sums;
};
using Cells = std::map<std::pair<std::string, std::string>, CellSum>;

/// A centre's own book. Append only but for the state of a record; nothing is shared between two centres.
class Book {
public:
    Record& add(Record record);
    Record* find(const std::string& key);
    /// Nobody remembers the key any more: a fault.
    void forget(const std::string& key);
    Record* find_own(const std::string& own_id);
    /// The settlement of this bill that is booked or in doubt, if any.
    Record* live_of_bill(const std::string& institution, const std::string& visit_key, const std::string& bill_no);
    /// In the order they came.
    std::vector<const Record*> live_of_visit(const std::string& visit_key) const;
    /// A live cancel of this settlement.
    Record* cancel_of(const std::string& original_key);
    bool visit_has_settlement(const std::string& visit_key) const;
    /// What it cancelled has been settled since: its bill, or another one of its stay.
    bool is_settled_again(const Record& cancel);

    std::deque<Record>& records() { return records_; }
    const std::deque<Record>& records() const { return records_; }

    /// What clears on a day between two regions (prefixes of their divisions), ascending by settlement id; "" day: all.
    std::vector<const Record*> lines(const std::string& treatment, const std::string& insured,
                                     const std::string& day) const;
    /// What the day is compared by: what it left out stands there, too.
    std::vector<const Record*> listed(const std::string& treatment, const std::string& insured,
                                      const std::string& day) const;

private:
    std::vector<const Record*> lines_by(std::string (Record::*day_of)() const, const std::string& treatment,
                                        const std::string& insured, const std::string& day) const;

    std::deque<Record> records_;
    std::unordered_map<std::string, Record*> by_key_, by_own_id_;
    std::unordered_map<std::string, std::vector<Record*>> by_visit_;
    std::unordered_map<std::string, Record*> cancels_;
};

Cells sum_up(const std::vector<const Record*>& lines);
Json to_json(const Cells& cells);
Json to_json(const Split& split);
Json to_json(const Record& record);
/// Counts, sums per insutype and care kind, and (`with_list`) the settlements; optionally of one clearing day.
Json to_json(const Book& book, const std::string& name, const std::string& day, bool with_list = true);

}  // namespace clearing::peers
