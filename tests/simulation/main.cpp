// The deterministic simulation by hand: many seeds, one seed with its story, or as many settlements as wanted.

#include "tests/simulation/campaign.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>

#include <fmt/format.h>

namespace {

using namespace clearing::simulation;

constexpr const char* help = R"(simulation: the gateway's real services in a simulated world, from seeds

  simulation --runs 10000 [--first 1]   so many seeds from the first on
  simulation --settlements 1000000      as many seeds as so many settlements take
  simulation --seed 4711 [--quiet]      one seed, with its story
  simulation --sabotage NAME            a gateway broken on purpose (--sabotage list)
  simulation --processes 2              seeds shared out over so many processes (default: the machine's cores)
)";

long long number_of(const char* text) {
    long long value = 0;
    const auto [end, error] = std::from_chars(text, text + std::strlen(text), value);
    if (error != std::errc() || *end != '\0') throw std::runtime_error(std::string("no number: ") + text);
    return value;
}

}  // namespace

int main(int count, char** arguments) try {
    Campaign campaign;
    bool is_quiet = false;
    for (int i = 1; i < count; ++i) {
        const std::string option = arguments[i];
        const auto value = [&] {
            if (i + 1 >= count) throw std::runtime_error(option + " needs a value");
            return arguments[++i];
        };
        if (option == "--runs") {
            campaign.runs = number_of(value());
        } else if (option == "--settlements") {
            campaign.settlements = number_of(value());
        } else if (option == "--first") {
            campaign.first_seed = static_cast<std::uint64_t>(number_of(value()));
        } else if (option == "--processes") {
            campaign.processes = static_cast<int>(number_of(value()));
        } else if (option == "--seed") {
            campaign.first_seed = static_cast<std::uint64_t>(number_of(value()));
            campaign.runs = 1;
            campaign.tells_stories = true;
        } else if (option == "--quiet") {
            is_quiet = true;
        } else if (option == "--sabotage") {
            const std::string name = value();
            const auto sabotage = sabotage_named(name);
            if (!sabotage) {
                for (Sabotage known : all_sabotages())
                    fmt::print("{}\n", name_of(known));
                return name == "list" ? 0 : 2;
            }
            campaign.sabotage = *sabotage;
        } else {
            fmt::print("{}", help);
            return option == "--help" ? 0 : 2;
        }
    }
    if (is_quiet) campaign.tells_stories = false;
    const CampaignResult result = carry_out(campaign);
    fmt::print("{}\n", in_words(result));
    return result.failed.empty() ? 0 : 1;
} catch (const std::exception& error) {
    fmt::print(stderr, "simulation: {}\n", error.what());
    return 2;
}
