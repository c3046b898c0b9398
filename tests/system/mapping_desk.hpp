#pragma once

#include "gateway/infra/json/value.hpp"
#include "tests/system/claim.hpp"
#include "tests/system/process.hpp"

#include <string>
#include <vector>

namespace clearing::test {

/// What gatewayctl said to one command.
struct Said {
    int exit_code = -1;
    std::string text;    ///< all of it
    json::Value answer;  ///< the JSON in it; null where there was none

    std::string code() const;                    ///< "GW1702"; empty where it did not refuse
    std::vector<std::string> sentences() const;  ///< what the refusal names: rows, codes of open visits
    bool names(const std::string& words) const;  ///< one of the sentences has them
};

/// A person of the finance desk: gatewayctl over the network with a certificate.
class Desk {
public:
    explicit Desk(std::string certificate) : certificate_(std::move(certificate)) {}

    /// `gatewayctl --json mapping …`
    Said ask(std::vector<std::string> words) const;
    /// The same, begun: what it says goes to `World::file(leaf)`.
    Process begin(std::vector<std::string> words, const std::string& leaf) const;
    /// The answer of a command that must do.
    json::Value get(std::vector<std::string> words) const;
    /// Imports a sheet of drugs; `more` are further options.
    Said import(const std::string& sheet, std::vector<std::string> more = {"--valid-from", "2018-10-01"}) const;

private:
    std::vector<std::string> command(std::vector<std::string> words) const;
    std::string certificate_;
};

/// What is said in the file of a command that was begun.
Said said_in(const std::string& text, int exit_code);

/// The version that the books say is in force, and the one this process works with.
std::string version_in_force();
std::string version_at_work();
std::size_t versions_kept();

/// Of a test that must leave the version in force as it found it.
struct KeptVersion {
    void setup();
    void teardown();
    std::string before;
};

/// Headers of a hospital's catalog, without dates.
extern const std::string sheet_header;
/// The first self-pay of two drugs that every bill of `Visit` holds, 0.05 in the folder: 0.1 of YP003, 0.2 of YP012
/// (and of the second code of that drug).
std::string dearer_sheet();
/// The version of the dearer sheet over the one in force, made by finance-maker.
std::string dearer_version();

enum class Ratios { folder, dearer, mixed };
const char* name_of(Ratios ratios);

/// 2204 of a visit: its four lines, and those of the two drugs again. 134.68 yuan.
Message doubled_lines(const Visit& visit);
/// Of the answer to doubled_lines: by whose ratios all its lines are split, to the fen. `mixed`: not all by the same.
Ratios ratios_of(const Reply& reply);
/// 2207 for doubled_lines split so.
Message doubled_claim(const Visit& visit, Ratios ratios);

}  // namespace clearing::test
