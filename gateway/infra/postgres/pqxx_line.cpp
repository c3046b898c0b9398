#include "gateway/infra/postgres/pqxx_line.hpp"

#include <utility>

#include <pqxx/connection_base>
#include <pqxx/except>
#include <pqxx/prepared_statement>
#include <pqxx/result>
#include <pqxx/tablewriter>
#include <pqxx/transaction_base>

namespace clearing::postgres {
namespace {

class PqxxAnswer final : public ServerAnswer {
public:
    explicit PqxxAnswer(pqxx::result result) : result_(std::move(result)) {}

    std::size_t rows() const override { return result_.size(); }
    std::size_t affected() const override { return result_.affected_rows(); }

    std::vector<std::string> columns() const override {
        std::vector<std::string> names;
        for (pqxx::row::size_type i = 0; i < result_.columns(); ++i)
            names.emplace_back(result_.column_name(i));
        return names;
    }

    std::optional<std::string_view> value(std::size_t row, std::size_t column) const override {
        const pqxx::field field(result_[static_cast<pqxx::result::size_type>(row)],
                                static_cast<pqxx::row::size_type>(column));
        if (field.is_null()) return std::nullopt;
        return std::string_view(field.c_str(), field.size());
    }

private:
    pqxx::result result_;
};

/// The name in the first pair of quotes after "constraint": `… violates check constraint "settlement_law_a"`. Only the
/// first line is looked at; DETAIL lines quote rows.
std::string constraint_in(std::string_view message) {
    message = message.substr(0, message.find('\n'));
    const std::size_t word = message.find("constraint \"");
    if (word == std::string_view::npos) return {};
    const std::string_view rest = message.substr(word + 12);
    return std::string(rest.substr(0, rest.find('"')));
}

/// What the database refuses or breaks off, in our words.
template <class Work>
void in_our_words(Work work) {
    try {
        work();
    } catch (const pqxx::broken_connection&) {
        throw ConnectionLost();
    } catch (const pqxx::deadlock_detected&) {
        throw SqlFailure("40P01", "");
    } catch (const pqxx::transaction_rollback&) {
        throw SqlFailure("40001", "");  // no sql_error in libpqxx 6
    } catch (const pqxx::insufficient_privilege&) {
        throw SqlFailure("42501", "");  // comes without its SQLSTATE
    } catch (const pqxx::sql_error& error) {
        if (ends_session(error.sqlstate())) throw ConnectionLost();
        throw SqlFailure(error.sqlstate(), constraint_in(error.what()));
    }
}

}  // namespace

void PqxxLine::prepare(const std::string& name, const std::string& text) {
    in_our_words([&] { transaction_.conn().prepare(name, text); });
}

void PqxxLine::send(const std::string& name, const std::vector<const char*>& arguments, Take take) {
    in_our_words([&] {
        pqxx::result result = transaction_.exec_prepared(name, pqxx::prepare::make_dynamic_params(arguments));
        take(std::make_unique<PqxxAnswer>(std::move(result)));
    });
}

void PqxxLine::copy(const std::string& table, const NextRows& next) {
    in_our_words([&] {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
        // Its successor takes rows apart only to put them together again, and takes one at a time.
        pqxx::tablewriter writer(transaction_, table);
#pragma clang diagnostic pop
        std::string rows;
        for (bool more = true; more; rows.clear()) {
            more = next(rows);
            if (!rows.empty()) writer.write_raw_line(rows);
        }
        writer.complete();
    });
}

}  // namespace clearing::postgres
