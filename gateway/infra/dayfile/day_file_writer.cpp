#include "gateway/infra/dayfile/day_file_writer.hpp"

#include "gateway/infra/dayfile/day_file_reader.hpp"

#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

namespace clearing::dayfile {
namespace {

std::filesystem::path with_suffix(std::filesystem::path path, const char* suffix) {
    path += suffix;
    return path;
}

template <class F>
Result<void> on_disk(F work) {
    try {
        work();
        return {};
    } catch (const std::exception& problem) {
        return fail(ErrorCode::internal_error, problem.what());
    }
}

}  // namespace

DayFileText::DayFileText(const std::filesystem::path& archive)
    : path_(archive),
      unfinished_(with_suffix(archive, ".unfinished")),
      file_(unfinished_, std::ios::binary | std::ios::trunc),
      zip_(file_, path_.stem().string() + ".txt") {}

DayFileText::~DayFileText() {
    std::error_code ignored;
    if (!finished_) std::filesystem::remove(unfinished_, ignored);
}

Result<void> DayFileText::write(const std::vector<ports::DayFileLine>& lines) {
    text_.clear();
    for (const ports::DayFileLine& line : lines) {
        text_ += line.settlement.text + "\t" + (line.visit.empty() ? "null" : line.visit.text) + "\tnull\t" +
                 line.total.to_yuan() + "\t" + line.fund_total.to_yuan() + "\t" + line.account.to_yuan() + "\t" +
                 (line.sign < 0 ? "1\n" : "0\n");
        total_ += line.total;
        fund_total_ += line.fund_total;
        account_ += line.account;
    }
    count_ += static_cast<long long>(lines.size());
    return on_disk([this] { zip_.write(text_); });
}

Result<void> DayFileText::finish() {
    return on_disk([this] {
        zip_.write(fmt::format("{}\t{}\t{}\t{}\t{}\n", control_mark, count_, total_.to_yuan(), fund_total_.to_yuan(),
                               account_.to_yuan()));
        zip_.finish();
        file_.close();
        if (!file_) throw std::runtime_error("the disk does not take the archive");
        std::filesystem::rename(unfinished_, path_);
        finished_ = true;
    });
}

}  // namespace clearing::dayfile
