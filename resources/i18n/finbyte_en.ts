<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ApprovalsPage</name>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message numerus="yes">
        <source>Approve %n request(s)?</source>
        <translation>
            <numerusform>Approve %n request?</numerusform>
            <numerusform>Approve %n requests?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Approve %n order(s)</source>
        <translation>
            <numerusform>Approve %n order</numerusform>
            <numerusform>Approve %n orders</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClosingDialog</name>
    <message numerus="yes">
        <source>%n bot(s) not finished.</source>
        <translation>
            <numerusform>%n bot is not finished.</numerusform>
            <numerusform>%n bots are not finished.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%n account(s) held up</source>
        <translation>
            <numerusform>%n account is held up</numerusform>
            <numerusform>%n accounts are held up</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s) need you</source>
        <translation>
            <numerusform>%n account needs you</numerusform>
            <numerusform>%n accounts need you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s)</source>
        <translation>
            <numerusform>%n bot</numerusform>
            <numerusform>%n bots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) degraded</source>
        <translation>
            <numerusform>%n runs degraded</numerusform>
            <numerusform>%n run degraded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n paused</numerusform>
            <numerusform>%n paused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) running</source>
        <translation>
            <numerusform>%n bot running</numerusform>
            <numerusform>%n bots running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) that nobody looks after</source>
        <translation>
            <numerusform>%n bot that nobody looks after</numerusform>
            <numerusform>%n bots that nobody looks after</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for your answer</source>
        <translation>
            <numerusform>%n waits for your answer</numerusform>
            <numerusform>%n wait for your answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n start(s) or end(s)</source>
        <translation>
            <numerusform>%n starts or ends</numerusform>
            <numerusform>%n start or end</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n buy order(s)</source>
        <translation>
            <numerusform>%n buy order</numerusform>
            <numerusform>%n buy orders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n buy(s)</source>
        <translation>
            <numerusform>%n buy</numerusform>
            <numerusform>%n buys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s)</source>
        <translation>
            <numerusform>%n check</numerusform>
            <numerusform>%n checks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n grid(s)</source>
        <translation>
            <numerusform>%n grid</numerusform>
            <numerusform>%n grids</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n limit order(s)</source>
        <translation>
            <numerusform>%n limit order</numerusform>
            <numerusform>%n limit orders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n limit(s)</source>
        <translation>
            <numerusform>%n limit</numerusform>
            <numerusform>%n limits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s)</source>
        <translation>
            <numerusform>%n order</numerusform>
            <numerusform>%n orders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) wait for your approval</source>
        <translation>
            <numerusform>%n order waits for your approval</numerusform>
            <numerusform>%n orders wait for your approval</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) placed</source>
        <translation>
            <numerusform>%n order placed</numerusform>
            <numerusform>%n orders placed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) cancelled</source>
        <translation>
            <numerusform>%n order cancelled</numerusform>
            <numerusform>%n orders cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) filled</source>
        <translation>
            <numerusform>%n order filled</numerusform>
            <numerusform>%n orders filled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) of it may rest there, as last known; nobody answers them.</source>
        <translation>
            <numerusform>%n order of it may rest there, as last known; nobody answers them.</numerusform>
            <numerusform>%n orders of it may rest there, as last known; nobody answers them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) never at the venue</source>
        <translation>
            <numerusform>%n order never at the venue</numerusform>
            <numerusform>%n orders never at the venue</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) not there, as you answered</source>
        <translation>
            <numerusform>%n order not there, as you answered</numerusform>
            <numerusform>%n orders not there, as you answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) NOT cancelled</source>
        <translation>
            <numerusform>%n order NOT cancelled</numerusform>
            <numerusform>%n orders NOT cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) without proof</source>
        <translation>
            <numerusform>%n order without proof</numerusform>
            <numerusform>%n orders without proof</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n perpetual position(s) stay open:</source>
        <translation>
            <numerusform>%n perpetual position stays open:</numerusform>
            <numerusform>%n perpetual positions stay open:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) with our name are not in the records: say what shall become of them.</source>
        <translation>
            <numerusform>%n order with our name is not in the records: say what shall become of it.</numerusform>
            <numerusform>%n orders with our name are not in the records: say what shall become of them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) of its levels not placed. They stay away until you try again.</source>
        <translation>
            <numerusform>%n order of its levels is not placed. It stays away until you try again.</numerusform>
            <numerusform>%n orders of its levels are not placed. They stay away until you try again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) may still rest at the venue and can fill until it answers: cancels are asked for, not confirmed.</source>
        <translation>
            <numerusform>%n order may still rest at the venue and can fill until it answers: its cancel is asked for, not confirmed.</numerusform>
            <numerusform>%n orders may still rest at the venue and can fill until it answers: cancels are asked for, not confirmed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) of this bot rested there when the venue was read last.</source>
        <translation>
            <numerusform>%n order of this bot rested there when the venue was read last.</numerusform>
            <numerusform>%n orders of this bot rested there when the venue was read last.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n order(s) the answer got lost: FinByte asks the venue what became of them.</source>
        <translation>
            <numerusform>Of %n order the answer got lost: FinByte asks the venue what became of it.</numerusform>
            <numerusform>Of %n orders the answer got lost: FinByte asks the venue what became of them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing proves what became of %n order(s): look at the venue, and answer.</source>
        <translation>
            <numerusform>Nothing proves what became of %n order: look at the venue, and answer.</numerusform>
            <numerusform>Nothing proves what became of %n orders: look at the venue, and answer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) wait for your answer.</source>
        <translation>
            <numerusform>%n request waits for your answer.</numerusform>
            <numerusform>%n requests wait for your answer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more request(s) wait.</source>
        <translation>
            <numerusform>%n more request waits.</numerusform>
            <numerusform>%n more requests wait.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sell(s)</source>
        <translation>
            <numerusform>%n sell</numerusform>
            <numerusform>%n sells</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trade(s)</source>
        <translation>
            <numerusform>%n trade</numerusform>
            <numerusform>%n trades</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trade(s) came from outside FinByte.</source>
        <translation>
            <numerusform>%n trade came from outside FinByte.</numerusform>
            <numerusform>%n trades came from outside FinByte.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) ended</source>
        <translation>
            <numerusform>%n order ended</numerusform>
            <numerusform>%n orders ended</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fill(s)</source>
        <translation>
            <numerusform>%n fill</numerusform>
            <numerusform>%n fills</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) closed</source>
        <translation>
            <numerusform>%n bot closed</numerusform>
            <numerusform>%n bots closed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n round trip(s)</source>
        <translation>
            <numerusform>%n round trip</numerusform>
            <numerusform>%n round trips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProfitsModel</name>
    <message numerus="yes">
        <source>invested {amount} in %n bot(s)</source>
        <translation>
            <numerusform>invested {amount} in %n bot</numerusform>
            <numerusform>invested {amount} in %n bots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResumeDialog</name>
    <message numerus="yes">
        <source>%n order(s) are placed and rest.</source>
        <translation>
            <numerusform>%n order is placed and rests.</numerusform>
            <numerusform>%n orders are placed and rest.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StopDialog</name>
    <message numerus="yes">
        <source>%n order(s) are cancelled and {money} go back to the account. Profit so far: {profit}.</source>
        <translation>
            <numerusform>%n order is cancelled and {money} go back to the account. Profit so far: {profit}.</numerusform>
            <numerusform>%n orders are cancelled and {money} go back to the account. Profit so far: {profit}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) are cancelled. Profit so far: {profit}.</source>
        <translation>
            <numerusform>%n order is cancelled. Profit so far: {profit}.</numerusform>
            <numerusform>%n orders are cancelled. Profit so far: {profit}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) on the way are cancelled first; what they trade until then stays traded.</source>
        <translation>
            <numerusform>%n order on the way is cancelled first; what it trades until then stays traded.</numerusform>
            <numerusform>%n orders on the way are cancelled first; what they trade until then stays traded.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SummaryStrip</name>
    <message numerus="yes">
        <source>%n bot(s) wait for your approval</source>
        <translation>
            <numerusform>%n bot waits for your approval</numerusform>
            <numerusform>%n bots wait for your approval</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) run degraded</source>
        <translation>
            <numerusform>%n bot runs degraded</numerusform>
            <numerusform>%n bots run degraded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WizardPage</name>
    <message numerus="yes">
        <source>%n field(s) need a change</source>
        <translation>
            <numerusform>%n field needs a change</numerusform>
            <numerusform>%n fields need a change</numerusform>
        </translation>
    </message>
</context>
</TS>
