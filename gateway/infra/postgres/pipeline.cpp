#include "gateway/infra/postgres/pipeline.hpp"

#include <charconv>
#include <utility>

#include <libpq-fe.h>

namespace clearing::postgres {
namespace {

/// More is not sent before it is answered: the server could wait for us to read while we wait for it.
constexpr std::size_t most_bytes_unanswered = 128 * 1024;

constexpr const char* in_failed_transaction = "25P02";

struct Clear {
    void operator()(pg_result* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<pg_result, Clear>;

class PipelineAnswer final : public ServerAnswer {
public:
    explicit PipelineAnswer(ResultPtr result) : result_(std::move(result)) {}

    std::size_t rows() const override { return static_cast<std::size_t>(PQntuples(result_.get())); }

    std::size_t affected() const override {
        const std::string_view text = PQcmdTuples(result_.get());
        std::size_t count = 0;
        std::from_chars(text.data(), text.data() + text.size(), count);
        return count;
    }

    std::vector<std::string> columns() const override {
        std::vector<std::string> names;
        for (int i = 0; i < PQnfields(result_.get()); ++i)
            names.emplace_back(PQfname(result_.get(), i));
        return names;
    }

    std::optional<std::string_view> value(std::size_t row, std::size_t column) const override {
        const int at = static_cast<int>(row), field = static_cast<int>(column);
        if (PQgetisnull(result_.get(), at, field) != 0) return std::nullopt;
        return std::string_view(PQgetvalue(result_.get(), at, field),
                                static_cast<std::size_t>(PQgetlength(result_.get(), at, field)));
    }

private:
    ResultPtr result_;
};

std::string field_of(const pg_result* result, int field) {
    const char* text = PQresultErrorField(result, field);
    return text == nullptr ? std::string() : std::string(text);
}

/// libpqxx prepares under the plain names on the same connection.
std::string own_name(const std::string& name) {
    return "piped " + name;
}

void ignore(std::unique_ptr<const ServerAnswer> /*answer*/) {}

}  // namespace

Pipeline::Pipeline(pg_conn* connection) : connection_(connection) {
    // A server that has ended the session meanwhile has said so by now, and then closed the connection: the first look
    // may find no more than the words.
    const bool is_there = PQconsumeInput(connection_) == 1 && PQconsumeInput(connection_) == 1;
    if (!is_there || PQenterPipelineMode(connection_) != 1) throw ConnectionLost();
    send_unprepared("BEGIN");
    expected_.back() = [this](const auto&) { has_begun_ = true; };
}

void Pipeline::lose() {
    expected_.clear();
    is_over_ = true;
    throw ConnectionLost();
}

void Pipeline::expect(int was_sent, Take take) {
    if (was_sent == 1) return expected_.push_back(std::move(take));
    if (PQstatus(connection_) == CONNECTION_BAD) lose();
    throw std::logic_error("a statement that cannot be sent");
}

void Pipeline::send_unprepared(const char* statement) {
    expect(PQsendQueryParams(connection_, statement, 0, nullptr, nullptr, nullptr, nullptr, 0), ignore);
}

void Pipeline::prepare(const std::string& name, const std::string& text) {
    if (was_refused_) throw SqlFailure(in_failed_transaction, "");
    expect(PQsendPrepare(connection_, own_name(name).c_str(), text.c_str(), 0, nullptr), ignore);
    // Waited for, once in a connection's life: a statement that the server does not know must not count as prepared.
    collect();
}

void Pipeline::send(const std::string& name, const std::vector<const char*>& arguments, Take take) {
    if (was_refused_) throw SqlFailure(in_failed_transaction, "");
    for (const char* argument : arguments)
        if (argument != nullptr) bytes_unanswered_ += std::char_traits<char>::length(argument);
    expect(PQsendQueryPrepared(connection_, own_name(name).c_str(), static_cast<int>(arguments.size()),
                               arguments.data(), nullptr, nullptr, 0),
           std::move(take));
    if (bytes_unanswered_ > most_bytes_unanswered) collect();
}

void Pipeline::copy(const std::string& /*table*/, const NextRows& /*next*/) {
    throw std::logic_error("COPY goes by itself");
}

/// What was sent since the last time is a batch: after a refusal the server passes over the rest of it, and only at its
/// end the server counts as waiting for us, with all that ends a session we have left.
void Pipeline::collect() {
    if (expected_.empty()) return;
    if (PQpipelineSync(connection_) != 1) lose();
    std::optional<SqlFailure> refused;
    while (!expected_.empty()) {
        ResultPtr result(PQgetResult(connection_));
        const std::string sqlstate = field_of(result.get(), PG_DIAG_SQLSTATE);
        was_never_begun_ = ends_session(sqlstate) && !has_begun_;
        if (result == nullptr || PQstatus(connection_) == CONNECTION_BAD || ends_session(sqlstate)) lose();
        if (PQgetResult(connection_) != nullptr) throw std::logic_error("a statement with two answers");
        const Take take = std::move(expected_.front());
        expected_.pop_front();
        const ExecStatusType status = PQresultStatus(result.get());
        const bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        // Without the server's word for it the failure is our own, and says nothing of what the server did.
        if (!is_done && !refused && sqlstate.empty()) lose();
        if (is_done)
            take(std::make_unique<PipelineAnswer>(std::move(result)));
        else if (!refused)
            refused.emplace(sqlstate, field_of(result.get(), PG_DIAG_CONSTRAINT_NAME));
    }
    const ResultPtr end(PQgetResult(connection_));
    if (PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC) lose();
    bytes_unanswered_ = 0;
    if (!refused) return;
    was_refused_ = true;
    throw SqlFailure(*refused);
}

void Pipeline::commit() {
    // The server would roll back and call that a success.
    if (was_refused_) throw SqlFailure(in_failed_transaction, "");
    send_unprepared("COMMIT");
    collect();
    is_over_ = true;
}

bool Pipeline::close() noexcept {
    // Whoever asked may be gone.
    for (Take& take : expected_)
        take = ignore;
    // The first time it may be passed over, behind something that is refused.
    for (int attempt = 0; attempt < 2 && !is_over_; ++attempt) {
        try {
            send_unprepared("ROLLBACK");
            collect();
            is_over_ = true;
        } catch (const SqlFailure&) {
        } catch (const std::exception&) {
            is_over_ = true;
        }
    }
    PQexitPipelineMode(connection_);
    return PQpipelineStatus(connection_) == PQ_PIPELINE_OFF && PQtransactionStatus(connection_) == PQTRANS_IDLE;
}

}  // namespace clearing::postgres
