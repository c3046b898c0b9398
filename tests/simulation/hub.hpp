#pragma once

#include "tests/simulation/asker.hpp"
#include "tests/simulation/insured_side.hpp"
#include "tests/simulation/random.hpp"

#include <map>
#include <string>
#include <vector>

namespace clearing::simulation {

/// The national hub: passes what concerns settlements to the province behind it, and compares days by its own lines of
/// both directions (3201 totals, 3202 rows). A row it knows is matched whatever the day it was settled on; but of the
/// first day's rows some it has not matched with the far side when that day closes.
class Hub final : public Endpoint {
public:
    Hub(InsuredSide& province, const Asker& beijing, Random& random, std::string first_day)
        : province_(province), beijing_(beijing), random_(random), first_day_(std::move(first_day)) {}

    bool is_up() const override { return province_.is_up(); }
    void receive(Party from, QuestionPtr question, Reply reply) override;

    /// Settled on this day, by setl_time; all days when it is empty.
    std::vector<Row> rows_of(bool visitors, const std::string& day) const;
    /// Of the run's last day everything is matched: nobody closes the day after it.
    void night_falls(std::string last_day) { last_day_ = std::move(last_day); }
    /// Was this row told to be "not yet" when this day was compared?
    bool was_not_matched(const std::string& row, const std::string& day) const;

private:
    Answer compare(const Question& question);
    Answer rows_for(const Question& question);
    bool is_matched(const Row& row, const std::string& asked_of_day);

    InsuredSide& province_;
    const Asker& beijing_;
    Random& random_;
    std::string first_day_, last_day_;
    std::map<std::string, bool> matched_on_first_day_;  ///< as it was first told
};

}  // namespace clearing::simulation
