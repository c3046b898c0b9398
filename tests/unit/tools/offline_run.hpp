#pragma once

#include "gateway/tools/commands.hpp"

#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clearing::test {

/// What a command line came to.
struct Outcome {
    int status = 0;
    std::string out, err;

    bool says(std::string_view part) const { return out.find(part) != std::string::npos; }
    bool complains(std::string_view part) const { return err.find(part) != std::string::npos; }
};

/// Runs a command that needs no daemon; one that connects all the same fails.
inline Outcome run_offline(std::vector<std::string> arguments) {
    std::ostringstream out, err;
    const auto nobody = [](const tools::Target&) -> std::expected<std::unique_ptr<tools::Connection>, std::string> {
        return std::unexpected("an offline command must not connect");
    };
    const int status = tools::run(std::move(arguments), out, err, nobody);
    return {status, out.str(), err.str()};
}

}  // namespace clearing::test
