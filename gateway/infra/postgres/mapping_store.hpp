#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/mapping_store.hpp"

namespace clearing::postgres {

/// Versions of the mapping tables, activations, gaps. The pool outlives it. Texts are packed and hashed on the pool's
/// threads. Beside the port's errors: activating an unknown version is not_found, a version of one's own forbidden (a
/// rollback to it is not); another version of the same id is conflict; a version whose id is not its digest's, or a
/// stored text that is not what its digest says, is internal_error.
class MappingStore final : public ports::MappingStore {
public:
    explicit MappingStore(Pool& pool) : pool_(pool) {}

    awaitable<Result<bool>> keep(ports::MappingVersion version, std::map<std::string, std::string> texts,
                                 ports::AuditEvent event) override;
    awaitable<Result<std::vector<ports::MappingVersion>>> versions() override;
    awaitable<Result<std::optional<ports::MappingVersion>>> find(std::string id) override;
    awaitable<Result<std::map<std::string, std::string>>> texts(std::string id,
                                                                std::vector<std::string> files) override;

    awaitable<Result<std::vector<ports::MappingActivation>>> activations() override;
    awaitable<Result<ports::MappingActivation>> activate(ports::MappingActivation activation,
                                                         std::vector<long long> withdrawn, long long expected_last,
                                                         ports::AuditEvent event) override;

    awaitable<Result<void>> note_gaps(std::vector<ports::CodeGap> gaps) override;
    awaitable<Result<std::vector<ports::CodeGap>>> gaps() override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
