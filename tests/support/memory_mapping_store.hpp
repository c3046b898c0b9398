#pragma once

#include "gateway/ports/mapping_store.hpp"
#include "tests/support/memory_message_log.hpp"

#include <map>
#include <string>
#include <vector>

namespace clearing::tests {

/// MappingStore in memory, with the semantics of the port's comments; held to the same contract as the one on
/// PostgreSQL (mapping_store_contract.hpp). Audit events go to the log it is given.
class MemoryMappingStore final : public ports::MappingStore {
public:
    struct Kept {
        ports::MappingVersion version;
        std::map<std::string, std::string> texts;
    };

    explicit MemoryMappingStore(MemoryAuditLog& audit) : audit_(audit) {}

    ports::awaitable<Result<bool>> keep(ports::MappingVersion version, std::map<std::string, std::string> texts,
                                        ports::AuditEvent event) override;
    ports::awaitable<Result<std::vector<ports::MappingVersion>>> versions() override;
    ports::awaitable<Result<std::optional<ports::MappingVersion>>> find(std::string id) override;
    ports::awaitable<Result<std::map<std::string, std::string>>> texts(std::string id,
                                                                       std::vector<std::string> files) override;
    ports::awaitable<Result<std::vector<ports::MappingActivation>>> activations() override;
    ports::awaitable<Result<ports::MappingActivation>> activate(ports::MappingActivation activation,
                                                                std::vector<long long> withdrawn,
                                                                long long expected_last,
                                                                ports::AuditEvent event) override;
    ports::awaitable<Result<void>> note_gaps(std::vector<ports::CodeGap> gaps) override;
    ports::awaitable<Result<std::vector<ports::CodeGap>>> gaps() override;

    std::vector<Kept> kept;                           ///< in the order they came
    std::vector<ports::MappingActivation> activated;  ///< in the order they were made
    std::vector<ports::CodeGap> noted;
    bool unavailable = false;

private:
    const Kept* find_kept(const std::string& id) const;

    MemoryAuditLog& audit_;
};

}  // namespace clearing::tests
