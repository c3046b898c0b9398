#pragma once

#include "sim-peers/books.hpp"
#include "sim-peers/faults.hpp"
#include "sim-peers/national/insured_side.hpp"

#include <map>
#include <string>
#include <vector>

namespace clearing::peers::national {

/// The national hub: routes by the insured place, translates ids hop by hop, keeps a book of its own, and compares
/// totals (3201) and details (3202) of both directions. The provinces behind it know only the hub's message ids.
class Hub {
public:
    Hub(const Clock& clock, Faults& faults, std::string partner_division);

    void add_province(InsuredSide& province) { provinces_.push_back(&province); }
    Json answer(const Request& request) { return answer(request, strike(request)); }

    /// What the faults make of a request, taken before it is kept: played again it goes as it went.
    struct Struck {
        bool not_signed_in = false, unavailable = false, unbalanced = false;
        bool nothing_is_done() const { return not_signed_in || unavailable; }
    };
    Struck strike(const Request& request);
    Json answer(const Request& request, const Struck& struck);
    Book& book() { return book_; }
    long long& serial() { return serial_; }

    /// A settlement or cancel of ours (treated in `treatment_division`) that the gateway answered.
    void note_treated(const Record& record);

private:
    struct Known {
        std::string theirs;  ///< the province's id
    };
    bool is_treated_by_partner(const Request& request) const;
    InsuredSide* province_of(const std::string& insured_division);
    Json signed_in();
    Json signed_out(const Request& request);
    bool is_signed_in(const Request& request) const;
    Json forward(const Request& request, InsuredSide& province, bool unbalanced);
    Json translated_in(const Json& json);
    Json translated_out(const Json& json, const std::string& sender_msgid);
    std::string hub_id(std::map<std::string, std::string>& to_hub, std::map<std::string, std::string>& to_province,
                       const std::string& theirs, const char* kind);
    std::string hub_msgid(const std::string& sender_msgid);
    void keep_book(const Request& request, const Json& answer);

    struct SeenLine;
    std::vector<SeenLine> selected(const Request& request) const;
    Json totals(const Request& request) const;
    Json details(const Request& request) const;

    const Clock& clock_;
    Faults& faults_;
    std::string partner_division_;
    std::vector<InsuredSide*> provinces_;
    Book book_;
    std::map<std::string, std::string> visits_to_hub_, visits_to_province_, settlements_to_hub_,
        settlements_to_province_;
    std::map<std::string, std::string> msgids_to_hub_;
    std::map<std::string, std::string> signed_in_;  ///< sign_no → the day it is good for
    long long serial_;
};

/// The amounts of a setlinfo; nothing is checked.
Split read_setlinfo(const Json& setlinfo);

}  // namespace clearing::peers::national
