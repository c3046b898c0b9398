#pragma once

#include "tests/support/ningbo.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clearing::tests {

/// A money story in the words of a finance officer. Every step is said aloud (--log_level=message) and then checked to
/// the fen: amounts are read from the statement and the trial balance, never from the messages.
class Story : public Ningbo {
public:
    explicit Story(std::string_view title, std::string_view local_time);

    void given(std::string_view words) { say("假设", words); }
    void when(std::string_view words) { say("当", words); }
    void then(std::string_view words) { say("那么", words); }
    void note(std::string_view words) { say("注", words); }

    using Line = std::pair<std::string_view, std::string_view>;

    /// 谁付多少: "总费用", "统筹基金", "个人账户", "现金", "医院负担" … of a bill.
    static PaymentSplit payment(std::initializer_list<Line> lines);

    /// 科目余额 of a day, debits / credits: {"R1 应收异地—未清算 hifp", "1126.60 / 1126.60"}. All lines, no other.
    void books_of_day(const DayKey& key, std::initializer_list<Line> expected);
    void nothing_in_the_books_of(const DayKey& key) { books_of_day(key, {}); }

    /// 结算单: {"笔数", "1"}, {"撤销", "0"}, {"总费用", …}, {"现金", …}, {"应收", …}, {"未清算", …}, {"补清", …}.
    void statement_says(const Statement& statement, std::initializer_list<Line> expected);

    /// 屏幕: the error's code and that the words stand in its sentence.
    template <class T>
    void screen_shows(const Result<T>& answer, std::string_view code, std::string_view words) {
        check_screen(answer ? "成功" : sentence(answer.error()), code, words);
    }

    /// The day's close, which must succeed.
    Statement closed(const DayKey& key, std::string_view local_time);

private:
    static void say(std::string_view step, std::string_view words);
    static void check_screen(const std::string& shown, std::string_view code, std::string_view words);
    static std::string value_of(const Statement& statement, std::string_view name);
};

}  // namespace clearing::tests
