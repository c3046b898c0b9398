#pragma once

#include "tests/simulation/asker.hpp"
#include "tests/simulation/insured_side.hpp"

namespace clearing::simulation {

/// The national hub: passes what concerns settlements to the province behind it, and compares days by its own lines of
/// both directions (3201 totals, 3202 rows). A row it knows is matched whatever the day it was settled on.
class Hub final : public Endpoint {
public:
    Hub(InsuredSide& province, const Asker& beijing) : province_(province), beijing_(beijing) {}

    bool is_up() const override { return province_.is_up(); }
    void receive(Party from, QuestionPtr question, Reply reply) override;

    /// Settled on this day, by setl_time; all days when it is empty.
    std::vector<Row> rows_of(bool visitors, const std::string& day) const;

private:
    Answer compare(const Question& question) const;
    Answer rows_for(const Question& question) const;

    InsuredSide& province_;
    const Asker& beijing_;
};

}  // namespace clearing::simulation
