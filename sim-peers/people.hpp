#pragma once

#include "sim-peers/benefit.hpp"
#include "sim-peers/json.hpp"

#include <deque>
#include <expected>
#include <string>
#include <unordered_map>
#include <vector>

namespace clearing::peers {

struct PersonInsurance {
    std::string insurance_type, person_type;
    bool civil_servant = false;
};

struct PersonFiling {
    std::string type, number, begin, end;
};

/// A fixed outcome for a bill of this total. Several answers: the first until a settlement of it was reversed (or the
/// bill number ends in "C"), then the second, and so on.
struct ScriptedOutcome {
    Fen total;
    std::vector<Split> answers;  ///< scope empty: it is the bill's
    std::size_t reversed = 0;    ///< how often a settlement of it was reversed
};

struct Person {
    std::string key;  ///< "zhang", or division and number for generated people
    std::string name, number, cert_no, card_no, card_sn, gender, birth_date;
    std::string division;  ///< the insured division as the person's centre states it (a district may occur)
    std::vector<PersonInsurance> insurances;
    std::vector<PersonFiling> filings;
    std::vector<ScriptedOutcome> scripted;
    YearSoFar year;

    const PersonInsurance* insured_as(const std::string& insurance_type) const;
    std::string filing_on(const std::string& date) const;  ///< type of the filing in force, "none" without one
};

/// The insured people of one centre.
class People {
public:
    /// Reads the rows of people.json whose division begins with `prefix` and makes the generated ones.
    static std::expected<People, std::string> read(const Json& file, const std::string& prefix);

    Person* by_key(const std::string& key);
    /// By any of the given (empty ones are skipped); nothing when none fits.
    Person* find(const std::string& cert_no, const std::string& number, const std::string& card_no);
    std::deque<Person>& all() { return people_; }

private:
    /// The place of the first person of each key, certificate, number and card.
    using Places = std::unordered_map<std::string, std::size_t>;
    void add(Person person);

    std::deque<Person> people_;  // addresses stay
    Places by_key_, by_cert_, by_number_, by_card_;
};

/// Completes 17 digits to an identity number with its check digit (GB 11643).
std::string with_check_digit(const std::string& seventeen_digits);

}  // namespace clearing::peers
