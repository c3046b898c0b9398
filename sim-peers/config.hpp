#pragma once

#include "sim-peers/json.hpp"

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace clearing::peers {

/// peers.example.toml documents every key.
struct Config {
    std::string business_clock;                ///< "yyyy-mm-dd HH:MM:SS"; empty: real time
    std::filesystem::path data = "sim-peers";  ///< people.json, policies/, stories/
    std::filesystem::path control_socket = ".run/peers.sock";
    std::filesystem::path pki = ".run/pki";
    std::filesystem::path journal;  ///< what is kept over a kill; empty: nothing
    std::string gateway_host = "127.0.0.1", gateway_division = "330200";
    unsigned short bureau_port = 7443, delta_port = 7444, national_port = 7445;  ///< the gateway's
    unsigned short shanghai_port = 7544, hub_port = 7545, core_port = 7543;      ///< ours
    std::string shanghai_certificate = "shanghai", hub_certificate = "national", bureau_certificate = "local-bureau";
    std::vector<Json> faults;
    bool stamp_work = false;  ///< keep how long each quote and settlement was worked on (GET /work)
};

/// Error: one sentence. Unknown keys are refused.
std::expected<Config, std::string> read_config(const std::filesystem::path& file);

}  // namespace clearing::peers
