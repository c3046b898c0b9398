#include "adapters/national_format/detail_file.hpp"
#include "gateway/domain/error.hpp"
#include "gateway/infra/zip/zip.hpp"
#include "tests/fuzz/check.hpp"

#include <algorithm>

namespace clearing::fuzz {
namespace {

namespace nf = national_format;

constexpr std::size_t largest = 1 << 20;

/// Every line is a row, or named as unreadable; what we answer has a line for each.
bool check_rows(std::string_view text) {
    const nf::DetailFile file = nf::read_detail_file(text);
    std::vector<ports::InstitutionResult> results;
    for (const ports::InstitutionRow& row : file.rows) {
        promise(!row.settlement.empty(), "a row without an id was read");
        results.push_back({row, MessageId("M"), LineVerdict::equal, "备注"});
    }
    const std::string answer = nf::write_result_file(results, file.unreadable);
    const auto lines = static_cast<std::size_t>(std::ranges::count(answer, '\n'));
    promise(lines == file.rows.size() + file.unreadable.size(), "a row is lost in the answer");
    const auto tabs = static_cast<std::size_t>(std::ranges::count(answer, '\t'));
    promise(tabs == lines * 9, "a row of the answer fell apart");
    return file.unreadable.empty() && !file.rows.empty();
}

}  // namespace

bool check_detail_archive(Bytes bytes) {
    const std::string_view text = text_of(bytes);
    const auto file = zip::unpack(text, largest);
    if (!file) {
        promise(!sentence(file.error()).empty(), "a refusal without a sentence");
        return check_rows(text);
    }
    promise(file->content.size() <= largest, "more than the limit was unpacked");
    const auto again = zip::unpack(zip::pack(*file), largest);
    promise(again && again->content == file->content && again->name == file->name,
            "what we zip reads as something else");
    return check_rows(file->content);
}

}  // namespace clearing::fuzz
