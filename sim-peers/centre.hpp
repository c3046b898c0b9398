#pragma once

#include "sim-peers/books.hpp"
#include "sim-peers/catalog.hpp"
#include "sim-peers/clock.hpp"
#include "sim-peers/people.hpp"
#include "sim-peers/policy.hpp"
#include "sim-peers/refusal.hpp"

#include <expected>
#include <functional>
#include <map>
#include <string>

namespace clearing::peers {

template <class T>
using Answered = std::expected<T, Refusal>;

/// Who the asker says the person is. Empty members are not compared.
struct Identification {
    std::string cert_no, name, number, card_no, card_sn;
    bool by_card = false;  ///< voucher type 03: the card's own number is required too
};

struct CentreVisit {
    std::string key;  ///< the asker's id of the visit, with its division; empty: the asker uses ours
    std::string id;   ///< this centre's
    Person* person = nullptr;
    std::string treatment_division, institution, insurance_type, med_type, begin, end;
    bool inpatient = false, emergency = false, cancelled = false, discharged = false;
};

/// A bill as it stands in a quote or a settlement.
struct CentreBill {
    std::string visit_key, bill_no;
    Identification who;
    std::string insurance_type, med_type, institution;
    int level = 3;
    bool use_account = false, emergency = false;
    Scope scope;
    std::string date;  ///< governs filing and policy: discharge, else settlement date
};

/// What a bill would be paid now, and which scripted outcome said so.
struct Computed {
    Split split;
    std::size_t script = 0;
};

/// The insured side: persons, visits, quotes, settlements, cancels, reverses, with a book of its own and the refusals
/// of a real centre. Knows no wire; Delta and the national envelope both stand on it.
class Centre {
public:
    Centre(std::string name, std::string division, Policy policy, People people, const Catalog& catalog,
           const Clock& clock);

    const std::string& name() const { return name_; }
    const std::string& division() const { return division_; }
    People& people() { return people_; }
    const Policy& policy() const { return policy_; }
    const Clock& clock() const { return clock_; }
    const Catalog& catalog() const { return catalog_; }
    Book& book() { return book_; }

    Answered<Person*> identify(const Identification& who);

    /// Opens (again: the same answer) a visit under the asker's key.
    Answered<CentreVisit*> open_visit(CentreVisit visit, const Identification& who);
    Answered<CentreVisit*> visit(const std::string& key);
    Answered<void> cancel_visit(const std::string& key);

    /// No effect.
    Answered<Computed> quote(const CentreBill& bill, bool unbalanced = false);

    /// Books under `key`. `record` carries key, ids, divisions and the day; the rest is filled here.
    /// A refusal is booked under the key too, so that a query can tell it.
    Answered<Record*> settle(const CentreBill& bill, Record record, const Computed& computed);

    /// `amounts`: what the asker says, already negative; nothing where the message carries none.
    Answered<Record*> cancel(Record* original, Record record, const std::optional<Split>& amounts);

    enum class Reversed { reversed, fenced, day_closed, not_reversible };
    /// `day_is_open` says whether a booked record is in no closed day's clearing.
    Reversed reverse(const std::string& key, const std::function<bool(const Record&)>& day_is_open);

    void remember_refusal(const std::string& key, const Refusal& refusal);
    std::string new_id(const char* kind);
    long long& serial() { return last_id_; }

private:
    void undo(Record& record);

    std::string name_, division_;
    Policy policy_;
    People people_;
    const Catalog& catalog_;
    const Clock& clock_;
    Book book_;
    std::map<std::string, CentreVisit> visits_;
    long long last_id_;  ///< salted, so that ids of two runs on one business clock differ
};

}  // namespace clearing::peers
