#pragma once

#include "tests/faults/comparison.hpp"
#include "tests/faults/fault_proxy.hpp"
#include "tests/faults/hospital.hpp"
#include "tests/faults/own_postgres.hpp"
#include "tests/system/world.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace clearing::test {

/// A line that may be hurt, by who dials whom.
enum class Line : std::uint8_t {
    hospital_to_gateway,
    gateway_to_shanghai,
    gateway_to_hub,
    gateway_to_core,
    shanghai_to_gateway,
    hub_to_gateway,
    gateway_to_postgres,
};
inline constexpr Line all_lines[] = {Line::hospital_to_gateway, Line::gateway_to_shanghai, Line::gateway_to_hub,
                                     Line::gateway_to_core,     Line::shanghai_to_gateway, Line::hub_to_gateway,
                                     Line::gateway_to_postgres};
const char* name_of(Line line);

/// One row of the table that is printed at the end.
struct Played {
    std::string fault;
    std::size_t struck = 0;  ///< what the fault met; for a kill, the processes
    std::size_t claims = 0, paid = 0, undone = 0, booked = 0, open = 0, lost = 0, doubled = 0, guessed = 0;
    std::size_t silences = 0;   ///< questions of the hospital that got no answer at all
    long long recovery_ms = 0;  ///< from the healing to the first bill that was begun after it and is paid
    bool failed = false;
};

/// The world with a proxy on every line and a PostgreSQL of its own, and load on all four flows while it is hurt.
class Stage {
public:
    /// Said before the world is made: directories for PostgreSQL and for its write-ahead log (none: with its data).
    static void surround_the_world(const std::filesystem::path& postgres_directory,
                                   const std::filesystem::path& log_directory = {});
    static Stage& instance();
    static void take_down();

    FaultProxy& line(Line line) { return *lines_.at(line); }
    OwnPostgres& postgres() { return *postgres_; }

    struct Hurt {
        std::string name;
        std::function<void()> begin;          ///< the fault
        std::function<void()> end;            ///< nothing but the fault's end: nobody lends a hand to the gateway
        std::function<std::size_t()> struck;  ///< asked before the end
        std::chrono::milliseconds lasts{1'500};
        bool residents_too = true;          ///< bills of our persons in Shanghai and Beijing run beside
        bool hospital_undoes = true;        ///< it cancels and reverses some of what it has paid
        bool hospital_is_answered = false;  ///< the fault lies behind the gateway, which says GW2 or GW3 in time
    };
    /// Load, the fault in the middle of it, its end, everything final; then all the books are compared.
    void play(Hurt hurt);
    const std::vector<Played>& table() const { return table_; }
    void print_table() const;

private:
    Stage(const std::filesystem::path& postgres_directory, const std::filesystem::path& log_directory);
    World::Lines make_lines(const World::Ports& ports, const std::string& database_url);

    std::unique_ptr<OwnPostgres> postgres_;
    std::map<Line, std::unique_ptr<FaultProxy>> lines_;
    std::unique_ptr<TemporaryDirectory> socket_directory_;
    std::vector<Played> table_;
};

}  // namespace clearing::test
