#pragma once

#include "gateway/tools/commands.hpp"
#include "tests/unit/api/fake_world.hpp"

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

// A command line in, a text and an exit status out, against the real API on books in memory.

namespace clearing::test {

/// Calls the API in memory, as the user of a uid.
class InMemory final : public tools::Connection {
public:
    InMemory(FakeWorld& world, std::uint32_t uid) : world_(world), uid_(uid) {}
    std::expected<http::Response, std::string> call(http::Request request, std::chrono::seconds) override {
        request.socket_uid = uid_;
        return world_.call(std::move(request)).response;
    }

private:
    FakeWorld& world_;
    std::uint32_t uid_;
};

class Unreachable final : public tools::Connection {
public:
    std::expected<http::Response, std::string> call(http::Request, std::chrono::seconds) override {
        return std::unexpected("no such file");
    }
};

struct Outcome {
    int status = 0;
    std::string out, err;

    bool says(std::string_view part) const { return out.find(part) != std::string::npos; }
    bool complains(std::string_view part) const { return err.find(part) != std::string::npos; }
};

struct Terminal {
    FakeWorld world;
    std::uint32_t uid = 1;
    bool reachable = true;
    tools::Target asked;
    tools::Watching watching{.terminal = false, .pause = [](std::chrono::milliseconds) {}};

    Outcome run(std::vector<std::string> arguments) {
        std::ostringstream out, err;
        const auto connect =
            [&](const tools::Target& target) -> std::expected<std::unique_ptr<tools::Connection>, std::string> {
            asked = target;
            if (reachable) return std::make_unique<InMemory>(world, uid);
            return std::make_unique<Unreachable>();
        };
        const int status = tools::run(std::move(arguments), out, err, connect, watching);
        return {status, out.str(), err.str()};
    }
};

}  // namespace clearing::test
