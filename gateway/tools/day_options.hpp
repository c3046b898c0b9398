#pragma once

#include "gateway/tools/group.hpp"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace clearing::tools {

/// Which day a command is about.
struct DayOptions {
    std::string platform, counterparty, direction, day;

    std::string path() const {
        return "/days/" + path_segment(platform) + "/" + path_segment(counterparty) + "/" + path_segment(direction) +
               "/" + path_segment(day);
    }
    Query query() const {
        return {{"platform", platform}, {"counterparty", counterparty}, {"direction", direction}, {"day", day}};
    }
};

inline std::shared_ptr<DayOptions> add_day_options(CLI::App* app) {
    auto options = std::make_shared<DayOptions>();
    app->add_option("--platform", options->platform, "delta, national …")->required();
    app->add_option("--counterparty", options->counterparty, "division code, 310000")->required();
    app->add_option("--direction", options->direction, "visitor or resident_away")->required()->check(directions());
    app->add_option("--day", options->day, "2018-10-16")->required();
    return options;
}

/// The options above, as an example has them.
inline const std::string day_example = "--platform delta --counterparty 310000 --direction visitor --day 2018-10-16";

/// import-file and export-file, below `day`.
void add_day_file_commands(CLI::App* day, Session& session);

}  // namespace clearing::tools
