#include "gateway/infra/log/log.hpp"

#include "gateway/infra/json/value.hpp"
#include "gateway/infra/log/redact.hpp"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace clearing::log {
namespace {

struct Output {
    std::shared_ptr<spdlog::logger> logger;
    bool as_json = true;
    Options options;
};

std::shared_ptr<Output> make_output(const Options& options) {
    spdlog::sink_ptr sink;
    if (options.file.empty())
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file.string());
    auto output = std::make_shared<Output>();
    output->options = options;
    output->as_json = options.format != "text";
    output->logger = std::make_shared<spdlog::logger>("gateway", std::move(sink));
    output->logger->set_level(spdlog::level::from_str(options.level));
    output->logger->flush_on(spdlog::level::warn);
    // JSON lines carry their level and time as members. Times are UTC: a log is read beside others'.
    output->logger->set_pattern(
        output->as_json ? R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})" : "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v",
        spdlog::pattern_time_type::utc);
    return output;
}

/// The pool's threads log too, while SIGHUP may replace the output. Whoever writes holds it till the line is written,
/// and the old one is emptied before the new one begins: both may be the same file, and a half of a buffered line would
/// get lines of the other in between.
class Current {
public:
    template <class Work>
    void with(Work work) {
        const std::shared_lock lock(mutex_);
        work(*output_);
    }
    void replace(std::shared_ptr<Output> next) {
        const std::unique_lock lock(mutex_);
        output_->logger->flush();
        output_ = std::move(next);
    }
    Options options() {
        const std::shared_lock lock(mutex_);
        return output_->options;
    }

private:
    std::shared_mutex mutex_;
    std::shared_ptr<Output> output_ = make_output({});
};

Current& current() {
    static Current output;
    return output;
}

std::string value_of(const Field& field) {
    return field.is_number ? field.value : json::write(json::Value(redacted(field.value)));
}

std::string line_of(bool as_json, Event event, Fields fields) {
    std::string line = as_json ? fmt::format(R"("event":"{}")", event.name()) : std::string(event.name());
    for (const Field& field : fields)
        line += fmt::format(fmt::runtime(as_json ? R"(,"{}":{})" : " {}={}"), field.key.name(), value_of(field));
    return line;
}

void write(spdlog::level::level_enum level, Event event, Fields fields) {
    current().with([&](Output& output) {
        if (!output.logger->should_log(level)) return;
        output.logger->log(level, spdlog::string_view_t(line_of(output.as_json, event, fields)));
    });
}

std::expected<void, std::string> replace_output(const Options& options) {
    try {
        current().replace(make_output(options));
        return {};
    } catch (const spdlog::spdlog_ex& failure) {
        return std::unexpected(fmt::format("log.file: {}", failure.what()));
    }
}

}  // namespace

std::expected<void, std::string> start(const Options& options) {
    return replace_output(options);
}

std::expected<void, std::string> reopen() {
    return replace_output(current().options());
}

void flush() {
    current().with([](Output& output) { output.logger->flush(); });
}

void debug(Event event, Fields fields) {
    write(spdlog::level::debug, event, fields);
}
void info(Event event, Fields fields) {
    write(spdlog::level::info, event, fields);
}
void warning(Event event, Fields fields) {
    write(spdlog::level::warn, event, fields);
}
void error(Event event, Fields fields) {
    write(spdlog::level::err, event, fields);
}

}  // namespace clearing::log
