#pragma once

#include "gateway/infra/postgres/line.hpp"

namespace pqxx {
class transaction_base;
}

namespace clearing::postgres {

/// One statement after the other, as libpqxx does it.
class PqxxLine final : public Line {
public:
    explicit PqxxLine(pqxx::transaction_base& transaction) : transaction_(transaction) {}

    void prepare(const std::string& name, const std::string& text) override;
    void send(const std::string& name, const std::vector<const char*>& arguments, Take take) override;
    void collect() override {}
    void copy(const std::string& table, const NextRows& next) override;

private:
    pqxx::transaction_base& transaction_;
};

}  // namespace clearing::postgres
